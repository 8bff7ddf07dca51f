#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/unique_fd.h"
#include "discovery/process_inspector.h"
#include "os/proc_fs.h"

namespace heap_exporter {

// A process that we know. Lives from the first scrape that sees it to the first that does not.
struct KnownProcess {
  ProcessId id;
  ExecMark exec_mark;
  bool kernel_thread = false;
  UniqueFd stat_file;  // /proc/PID/stat; of kMaxStatFiles processes, no kernel threads
  Inspection inspection;
  std::optional<Reason> told;  // why its heap could not be read when that was logged last
  std::chrono::steady_clock::time_point first_seen;
  std::chrono::steady_clock::time_point next_inspection;
};

using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

// The processes that exist and what was found out about each. Used by one thread at a time.
class ProcessTable {
 public:
  // Both references must outlive the table.
  ProcessTable(const ProcFs& proc, ProcessInspector& inspector, SteadyClock clock);

  // The pids that exist now; whoever is not among them any more is forgotten.
  [[nodiscard]] Result<std::vector<pid_t>> Refresh();

  // What /proc/PID/stat says now.
  [[nodiscard]] Result<ProcessStat> ReadStat(pid_t pid);

  // The known process of that pid; null where it is none or is not known.
  [[nodiscard]] KnownProcess* Find(pid_t pid);

  // True for a kernel thread that was inspected a moment ago, which need not be looked at: it
  // executes no program, and pids are not used again so soon.
  [[nodiscard]] bool IsAtRest(const KnownProcess& process) const;

  // True where the process was known before `stat` was read, and neither the pid's owner nor the
  // program has changed.
  [[nodiscard]] bool IsStill(const ProcessStat& stat) const;

  // Brings what is known up to date with `stat`: inspects a process that is new or executes another
  // program at once, every other one again after it has been known twice as long. So a libnode
  // loaded late, a changed title or a granted right is noticed, at a cost that fades. A kernel
  // thread is inspected again within a minute. Null where the process has vanished meanwhile.
  [[nodiscard]] KnownProcess* Update(const ProcessStat& stat);

  // A quarter of the descriptors that a program may usually open.
  static constexpr std::size_t kMaxStatFiles = 256;

 private:
  [[nodiscard]] std::size_t CountStatFiles() const;
  [[nodiscard]] Result<void> Inspect(KnownProcess& process, const ProcessStat& stat);

  const ProcFs& proc_;
  ProcessInspector& inspector_;
  SteadyClock clock_;
  std::unordered_map<pid_t, KnownProcess> processes_;
};

}  // namespace heap_exporter
