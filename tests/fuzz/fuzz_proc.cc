// What the kernel's text files hold is partly the processes' own: names, command lines, paths, the
// names of cgroups. The first byte chooses the file, the rest is its text.

#include <cmath>
#include <memory>
#include <string>

#include "discovery/process_facts.h"
#include "fuzz/input.h"
#include "fuzz/target.h"
#include "os/cgroup_memory.h"
#include "os/meminfo.h"
#include "os/memory_map.h"
#include "os/proc_cgroup.h"
#include "os/proc_stat.h"
#include "runtime/node/node_module.h"
#include "runtime/node/script_name.h"
#include "support/proc_tree.h"

namespace heap_exporter::fuzz {
namespace {

constexpr pid_t kPid = 42;

void CheckMapping(const MemoryMap& map, const Mapping& mapping) {
  Require(mapping.start < mapping.end, "no mapping is empty");
  Require(map.Find(mapping.start) == &mapping, "a mapping holds its first byte");
  Require(map.Find(mapping.end - 1) == &mapping, "a mapping holds its last byte");
  Require(map.Find(mapping.end) != &mapping, "and not the one behind that");
  const std::uint64_t size = mapping.end - mapping.start;
  Require(map.IsData(mapping.start, size) == (mapping.readable && mapping.writable),
          "data is what may be read and written");
  Require(size == UINT64_MAX || !map.IsData(mapping.start, size + 1),
          "data does not reach behind a mapping");
  const std::uint64_t readable = map.ReadableLength(mapping.start, UINT64_MAX - mapping.start);
  Require(mapping.readable ? readable >= size : readable == 0, "all of a mapping is readable");
}

void CheckMemoryMap(std::string_view text) {
  const auto map = ParseMemoryMap(text);
  if (!map) return;
  const Mapping* before = nullptr;
  for (const Mapping& mapping : map->mappings()) {
    Require(before == nullptr || before->end <= mapping.start, "mappings are in order");
    CheckMapping(*map, mapping);
    if (const auto module = FindModule(*map, mapping.path)) {
      Require(module->start < module->end, "no module is empty");
    }
    before = &mapping;
  }
}

void CheckStat(std::string_view text) {
  const auto stat = ParseProcessStat(text);
  if (!stat) return;
  Require(text.find(stat->exec_mark.comm) != std::string_view::npos, "the name is in the text");
}

void CheckCgroups(std::string_view text) {
  const auto entries = ParseCgroups(text);
  for (const CgroupEntry& entry : entries) {
    Require(entry.path.starts_with('/'), "a cgroup's path is absolute");
    const std::string id = ContainerIdOf(entry.path);
    const std::string uid = PodUidOf(entry.path);
    Require(id.empty() || (id.size() == 64 && entry.path.find(id) != std::string::npos),
            "a container's id has 64 digits");
    Require(uid.empty() || (uid.size() == 36 && uid.find('_') == std::string::npos),
            "a pod's uid has 36 characters");
  }
  (void)FindCgroupMemoryFiles(entries, "/nowhere", "/nowhere/root");
}

void CheckMeminfo(std::string_view text) {
  const auto memory = ParseMeminfo(text);
  if (!memory) return;
  Require(memory->total_bytes % 1024 == 0 && memory->free_bytes % 1024 == 0,
          "the kernel counts kibibytes");
}

const testing::ProcTree& Tree() {
  static const auto tree = [] {
    auto made = std::make_unique<testing::ProcTree>();
    made->Add({.pid = kPid, .maps = ""});
    return made;
  }();
  return *tree;
}

void CheckCommandLine(std::string_view text) {
  Tree().WriteProc("42/cmdline", text);
  const auto arguments = Tree().Open().ReadCommandLine(kPid);
  Require(arguments.has_value(), "a command line may hold any bytes");
  std::size_t size = 0;
  for (const std::string& argument : *arguments) size += argument.size() + 1;
  Require(size <= ProcFs::kMaxCommandLineBytes + 1, "no more of it is read than the cap");
  ProcessFacts facts;
  facts.argv = *arguments;
  facts.comm = arguments->empty() ? "" : arguments->front().substr(0, 15);
  facts.exe = "/usr/bin/node";
  facts.cwd = "/srv";
  (void)IsNodeCommand(facts);
  Require(NodeProcessName(facts).size() <=
              size + facts.comm.size() + facts.exe.size() + facts.cwd.size() + 1,
          "a name is made of what is there");
}

void CheckStatus(std::string_view text) {
  Tree().WriteProc("42/status", text);
  (void)Tree().Open().ReadUser(kPid);
}

void CheckKernelStat(std::string_view text) {
  Tree().WriteProc("stat", text);
  const auto proc = ProcFs::Open(Tree().proc_root());
  if (proc) {
    Require(std::isfinite(proc->UsageOf(ProcessStat{}).start_time_seconds), "btime is a number");
  }
  Tree().WriteProc("stat", "btime 1700000000\n");
}

void CheckCgroupMemory(std::string_view text) {
  const std::size_t middle = std::min(text.find('\0'), text.size());
  Tree().WriteProc("limit", text.substr(0, middle));
  Tree().WriteProc("usage", text.substr(std::min(middle + 1, text.size())));
  const auto memory = ReadCgroupMemory(
      {.limit = Tree().proc_root() + "/limit", .usage = Tree().proc_root() + "/usage"});
  if (!memory || !*memory) return;
  Require((*memory)->limit_bytes < 0x7fffffffffff0000, "a limit is one");
}

constexpr std::array kChecks = {CheckMemoryMap,   CheckStat,   CheckCgroups,    CheckMeminfo,
                                CheckCommandLine, CheckStatus, CheckKernelStat, CheckCgroupMemory};

}  // namespace
}  // namespace heap_exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heap_exporter;
  fuzz::Input input(data, size);
  fuzz::kChecks[input.Take<std::uint8_t>() % fuzz::kChecks.size()](input.rest_as_text());
  return 0;
}
