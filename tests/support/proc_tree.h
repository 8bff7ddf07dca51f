#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "os/proc_fs.h"

namespace heap_exporter::testing {

// What a process of the tree looks like.
struct FakeProcess {
  pid_t pid = 0;
  std::string comm = "node";
  char state = 'S';
  std::uint64_t flags = 0;
  std::uint64_t start_time = 1000;
  std::uint64_t resident_pages = 10000;
  std::uint64_t start_stack = 0x7ffc00001000;
  std::vector<std::string> argv = {"node", "/srv/api/server.js"};
  std::string exe = "/usr/bin/node";  // path below the tree's own root of files
  std::string maps;
  std::string cgroup = "0::/\n";
  unsigned uid = 0;
};

// A folder that looks like /proc, and one that looks like the root of the processes' files. Gone
// when this goes.
class ProcTree {
 public:
  ProcTree();
  ~ProcTree();
  ProcTree(const ProcTree&) = delete;
  ProcTree& operator=(const ProcTree&) = delete;

  // Writes the folder of a process anew. Its executable becomes a file unless there is one.
  void Add(const FakeProcess& process);
  void Remove(pid_t pid);

  // A file of the tree; its folders are made. The path is relative to the root of /proc, or to that
  // of the processes' files.
  void WriteProc(const std::string& path, std::string_view content) const;
  void WriteFile(const std::string& path, std::string_view content) const;
  void RemoveProc(const std::string& path) const;

  // The real path of an executable: what /proc/PID/exe and the maps show.
  [[nodiscard]] std::string RealPath(const std::string& path) const;

  [[nodiscard]] std::string proc_root() const { return (root_ / "proc").string(); }
  [[nodiscard]] ProcFs Open() const;

 private:
  std::filesystem::path root_;
};

// The text of /proc/PID/stat.
std::string StatText(const FakeProcess& process);

}  // namespace heap_exporter::testing
