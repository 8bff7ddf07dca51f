#include "support/proc_tree.h"

#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace heap_exporter::testing {
namespace {

namespace fs = std::filesystem;

fs::path MakeTemporaryFolder() {
  std::string form = (fs::temp_directory_path() / "heap_exporter_test.XXXXXX").string();
  if (mkdtemp(form.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return form;
}

void Write(const fs::path& path, std::string_view content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string JoinArguments(const std::vector<std::string>& argv) {
  std::string text;
  for (const std::string& argument : argv) text += argument + '\0';
  return text;
}

}  // namespace

std::string StatText(const FakeProcess& process) {
  std::ostringstream text;
  text << process.pid << " (" << process.comm << ") " << process.state << " 1 1 1 0 -1 "
       << process.flags << " 0 0 0 0 200 50 0 0 20 0 11 0 " << process.start_time << " 1048576000 "
       << process.resident_pages << " 18446744073709551615 4194304 4200000 " << process.start_stack
       << " 0 0 0 0 4096 17642 0 0 0 17 1 0 0 0 0 0 6291456 6300000 30000000 140722 140733 140733 "
          "140744 0\n";
  return text.str();
}

ProcTree::ProcTree() : root_(MakeTemporaryFolder()) {
  WriteProc("stat", "cpu  1 2 3 4\nbtime 1700000000\nprocesses 1\n");
  WriteProc(
      "meminfo",
      "MemTotal:       16000000 kB\nMemFree:         4000000 kB\nMemAvailable:    9000000 kB\n");
}

ProcTree::~ProcTree() {
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

void ProcTree::Add(const FakeProcess& process) {
  const std::string folder = std::to_string(process.pid) + "/";
  const std::string uid = std::to_string(process.uid);
  WriteProc(folder + "stat", StatText(process));
  WriteProc(folder + "cmdline", JoinArguments(process.argv));
  WriteProc(folder + "status",
            "Name:\tnode\nUid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n");
  WriteProc(folder + "cgroup", process.cgroup);
  WriteProc(folder + "maps", process.maps);
  if (process.exe.empty()) return;
  if (!fs::exists(RealPath(process.exe))) WriteFile(process.exe, "not a real executable");
  const fs::path link = root_ / "proc" / folder / "exe";
  fs::remove(link);
  fs::create_symlink(RealPath(process.exe), link);
}

void ProcTree::Remove(pid_t pid) { fs::remove_all(root_ / "proc" / std::to_string(pid)); }

void ProcTree::WriteProc(const std::string& path, std::string_view content) const {
  Write(root_ / "proc" / path, content);
}

void ProcTree::WriteFile(const std::string& path, std::string_view content) const {
  Write(RealPath(path), content);
}

void ProcTree::RemoveProc(const std::string& path) const { fs::remove(root_ / "proc" / path); }

std::string ProcTree::RealPath(const std::string& path) const {
  return (root_ / "files").string() + path;
}

ProcFs ProcTree::Open() const {
  auto proc = ProcFs::Open(proc_root());
  if (!proc) throw std::runtime_error(proc.error().detail);
  return std::move(*proc);
}

}  // namespace heap_exporter::testing
