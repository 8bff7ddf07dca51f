// Measures what it costs to find out where a process keeps its figures, the first time that its
// binary is seen and for each further process of it, and to read them afterwards.
//
//   bench_planning [NAME=]PID...     prints lines "NAME.what value unit"

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "bench/bench.h"
#include "os/proc_fs.h"
#include "os/process_memory.h"
#include "runtime/node/memory_reader.h"
#include "runtime/node/node_image.h"

namespace heap_exporter::bench {
namespace {

constexpr int kRounds = 200;

struct Target {
  pid_t pid = 0;
  NodeAddresses addresses;
  V8Minor version;
};

Target Open(const ProcFs& proc, pid_t pid) {
  const auto memory = OpenProcessMemory(proc, pid);
  const auto module = FindModule(OrDie(proc.ReadMemoryMap(pid)), OrDie(proc.ReadExePath(pid)));
  if (!module) Die("no executable in the memory map");
  const auto image = OrDie(ReadNodeImage(*memory, module->start));
  if (!image) Die(std::to_string(pid) + " is not Node.js");
  Target target{.pid = pid,
                .addresses = Relocate(image->symbols, image->first_address, *module),
                .version = {}};
  target.version = OrDie(ReadV8Minor(*memory, target.addresses));
  return target;
}

// CPU time of the first read of so many readers that share `knowledge`, or know nothing each.
double FirstReads(const ProcFs& proc, const Target& target,
                  const std::shared_ptr<BinaryKnowledge>& knowledge) {
  double sum = 0;
  for (int round = 0; round < kRounds; ++round) {
    NodeMemoryReader reader(proc, target.pid, OpenProcessMemory(proc, target.pid), target.addresses,
                            target.version,
                            knowledge ? knowledge : std::make_shared<BinaryKnowledge>());
    sum += Measure([&] {
      if (!reader.Read()) Die("a process cannot be read");
    });
  }
  return sum / kRounds;
}

double FurtherReads(const ProcFs& proc, const Target& target) {
  NodeMemoryReader reader(proc, target.pid, OpenProcessMemory(proc, target.pid), target.addresses,
                          target.version, std::make_shared<BinaryKnowledge>());
  OrDie(reader.Read());
  return Measure([&] {
           for (int round = 0; round < kRounds; ++round) {
             if (!reader.Read()) Die("a process cannot be read");
           }
         }) /
         kRounds;
}

void MeasureTarget(const ProcFs& proc, const std::string& name, pid_t pid) {
  const Target target = Open(proc, pid);
  const double first = FirstReads(proc, target, nullptr);
  const auto knowledge = std::make_shared<BinaryKnowledge>();
  FirstReads(proc, target, knowledge);
  const double known = FirstReads(proc, target, knowledge);
  const double further = FurtherReads(proc, target);
  Print(name + "planning_first_of_binary", first - further, "us");
  Print(name + "planning_known_binary", known - further, "us");
  Print(name + "read_as_planned", further, "us");
}

int Main(int count, char** arguments) {
  const ProcFs proc = OrDie(ProcFs::Open("/proc"));
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::size_t equals = argument.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string name = named ? std::string(argument.substr(0, equals)) + "." : "";
    MeasureTarget(proc, name, std::atoi(arguments[i] + (named ? equals + 1 : 0)));
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace heap_exporter::bench

int main(int argc, char** argv) {
  if (argc < 2) heap_exporter::bench::Die("usage: bench_planning [NAME=]PID...");
  return heap_exporter::bench::Main(argc, argv);
}
