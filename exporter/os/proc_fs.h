#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "model/sample.h"
#include "os/file_id.h"
#include "os/memory_map.h"
#include "os/proc_cgroup.h"
#include "os/proc_stat.h"
#include "os/trace_rights.h"

namespace heap_exporter {

// /proc, or a tree that looks like it: the root is a parameter, so that tests run on a folder. Each
// method reads once and keeps nothing; a process that has vanished is kProcessGone, one that we may
// not look into is kPermissionDenied. Safe to use from several threads.
class ProcFs {
 public:
  // Opens the tree. kProcessGone where there is no such folder.
  [[nodiscard]] static Result<ProcFs> Open(const std::string& root);

  // The pids that exist now, in no particular order.
  [[nodiscard]] Result<std::vector<pid_t>> ListPids() const;

  // Needs no right.
  [[nodiscard]] Result<ProcessStat> ReadStat(pid_t pid) const;
  // Keeps the file open: reading it again takes half the time, and tells of this process or, once
  // it has gone, of none, whoever has the pid by then.
  [[nodiscard]] Result<UniqueFd> OpenStat(pid_t pid) const;
  [[nodiscard]] static Result<ProcessStat> ReadStat(const UniqueFd& file);
  // The arguments, at most kMaxCommandLineBytes of them all together; empty for zombies and kernel
  // threads.
  [[nodiscard]] Result<std::vector<std::string>> ReadCommandLine(pid_t pid) const;
  // The effective user id.
  [[nodiscard]] Result<uid_t> ReadUser(pid_t pid) const;
  [[nodiscard]] Result<std::vector<CgroupEntry>> ReadCgroups(pid_t pid) const;
  // What decides whether we may look into the process.
  [[nodiscard]] Result<TraceRights> ReadTraceRights(pid_t pid) const;

  // Need the right to look into the process (PTRACE_MODE_READ, ptrace(2)).
  [[nodiscard]] Result<MemoryMap> ReadMemoryMap(pid_t pid) const;
  // As the kernel prints it, "/usr/bin/node (deleted)" included: to be compared with Mapping::path.
  [[nodiscard]] Result<std::string> ReadExePath(pid_t pid) const;
  [[nodiscard]] Result<std::string> ReadWorkingDirectory(pid_t pid) const;
  [[nodiscard]] Result<FileId> ReadExeId(pid_t pid) const;
  [[nodiscard]] Result<UniqueFd> OpenExe(pid_t pid) const;
  // A file of the process's own mount namespace; `path` is absolute there.
  [[nodiscard]] Result<FileId> ReadFileId(pid_t pid, const std::string& path) const;
  [[nodiscard]] Result<UniqueFd> OpenFile(pid_t pid, const std::string& path) const;
  [[nodiscard]] Result<UniqueFd> OpenMemory(pid_t pid) const;

  [[nodiscard]] Result<SystemMemory> ReadMeminfo() const;

  // The kernel's units turned into bytes and seconds.
  [[nodiscard]] ProcessUsage UsageOf(const ProcessStat& stat) const;

  // The process's root folder, as a path that we can open files under.
  [[nodiscard]] std::string RootOf(pid_t pid) const;

  static constexpr std::size_t kMaxCommandLineBytes = 16 * 1024;
  static constexpr std::size_t kMaxMemoryMapBytes = 32 * 1024 * 1024;

 private:
  explicit ProcFs(std::string root) : root_(std::move(root)) {}

  std::string root_;
  UniqueFd directory_;
  double boot_time_seconds_ = 0;  // since the epoch
};

}  // namespace heap_exporter
