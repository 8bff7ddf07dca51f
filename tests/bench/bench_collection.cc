// Measures a warm collection against the system calls that it cannot do without: for each process
// one read of /proc/PID/stat and one process_vm_readv of the same words. Rounds of both alternate,
// so that both see the same machine.
//
//   bench_collection PID...     prints lines "name value unit"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/bench.h"
#include "discovery/process_inspector.h"
#include "discovery/process_table.h"
#include "metrics/collector.h"
#include "metrics/exposition.h"
#include "metrics/target_families.h"
#include "os/proc_fs.h"
#include "os/process_memory.h"
#include "runtime/node/node_image.h"
#include "runtime/node/node_runtime.h"
#include "runtime/node/process_plan.h"

namespace heap_exporter::bench {
namespace {

constexpr int kRounds = 300;
constexpr int kWarmUpRounds = 20;

// One process as the bare calls see it.
struct BareProcess {
  std::string stat_path;
  std::unique_ptr<Memory> memory;
  WordSet words;
};

BareProcess MakeBareProcess(const ProcFs& proc, pid_t pid) {
  auto memory = OpenProcessMemory(proc, pid);
  const MemoryMap map = OrDie(proc.ReadMemoryMap(pid));
  const auto module = FindModule(map, OrDie(proc.ReadExePath(pid)));
  if (!module) Die("no executable in the memory map");
  const auto image = OrDie(ReadNodeImage(*memory, module->start));
  if (!image) Die(std::to_string(pid) + " is not Node.js");
  const auto addresses = Relocate(image->symbols, image->first_address, *module);
  const V8Minor version = OrDie(ReadV8Minor(*memory, addresses));
  ProcessPlan plan =
      OrDie(MakeProcessPlan(MappedMemory(*memory, &map), addresses, version, nullptr));
  return {.stat_path = "/proc/" + std::to_string(pid) + "/stat",
          .memory = std::move(memory),
          .words = std::move(plan.words)};
}

void CallBare(const std::vector<BareProcess>& processes, std::vector<std::uint64_t>& values) {
  std::array<char, 4096> text{};
  for (const BareProcess& process : processes) {
    const int fd = open(process.stat_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text.data(), text.size()) <= 0) Die("a process has gone");
    close(fd);
    if (!process.words.Read(*process.memory, values)) Die("a process cannot be read");
  }
}

int Main(const std::vector<pid_t>& pids) {
  const ProcFs proc = OrDie(ProcFs::Open("/proc"));
  std::vector<BareProcess> bare;
  for (const pid_t pid : pids) bare.push_back(MakeBareProcess(proc, pid));

  std::vector<std::unique_ptr<Runtime>> runtimes;
  runtimes.push_back(std::make_unique<NodeRuntime>(
      proc, [&proc](pid_t pid) { return OpenProcessMemory(proc, pid); },
      std::vector<std::string>{"memory"}));
  const Selection selection;
  ProcessInspector inspector(proc, "/sys/fs/cgroup", std::move(runtimes), selection);
  ProcessTable table(proc, inspector, std::chrono::steady_clock::now);
  Collector collector(proc, table, {}, [](auto wait) { std::this_thread::sleep_for(wait); });

  std::vector<std::uint64_t> values;
  const auto collect = [&] { static_cast<void>(collector.Collect()); };
  const auto call_bare = [&] { CallBare(bare, values); };
  Print("first_collection_per_process", Measure(collect) / static_cast<double>(pids.size()), "us");
  for (int round = 0; round < kWarmUpRounds; ++round) collect();
  double collection_us = 0;
  double bare_us = 0;
  for (int round = 0; round < kRounds; ++round) {
    bare_us += Measure(call_bare);
    collection_us += Measure(collect);
  }
  const Collection collection = collector.Collect();
  double text_us = 0;
  for (int round = 0; round < kRounds; ++round) {
    text_us += Measure([&] {
      TextWriter text(collection.samples.size());
      MakeTargetFamilies(collection.samples, {},
                         [&text](auto family) { text.Write(std::move(family)); });
    });
  }
  const double count = static_cast<double>(kRounds) * static_cast<double>(pids.size());
  Print("bare_calls_per_process", bare_us / count, "us");
  Print("warm_collection_per_process", collection_us / count, "us");
  Print("families_and_text_per_process", text_us / count, "us");
  Print("warm_collection_to_bare_calls", collection_us / bare_us, "ratio");
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace heap_exporter::bench

int main(int argc, char** argv) {
  if (argc < 2) heap_exporter::bench::Die("usage: bench_collection PID...");
  std::vector<pid_t> pids;
  for (int i = 1; i < argc; ++i) pids.push_back(std::atoi(argv[i]));
  return heap_exporter::bench::Main(pids);
}
