// Reads the heap of a Node.js process as if its V8 had no row, and prints what can be known of it:
//
//   derive_heap PID FILE     prints lines "total BYTES", "SPACE.total BYTES", "SPACE.used BYTES"
//
// FILE is what of it has Node.js in it: its executable, as the memory map names it.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "os/proc_fs.h"
#include "os/process_memory.h"
#include "runtime/node/derived_layout.h"
#include "runtime/node/isolate_figures.h"
#include "runtime/node/isolate_list.h"
#include "runtime/node/node_image.h"

namespace heap_exporter {
namespace {

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "derive_heap: %s\n", why.c_str());
  std::exit(EXIT_FAILURE);
}

template <class T>
T OrDie(Result<T> result) {
  if (!result) Die(std::string(ReasonName(result.error().reason)) + ": " + result.error().detail);
  return std::move(*result);
}

IsolateHeap ReadDerived(const Memory& memory, const MemoryMap& map,
                        const NodeAddresses& addresses) {
  const MappedMemory mapped(memory, &map);
  const auto stand_in = StandInLayout(OrDie(ReadV8Minor(memory, addresses)));
  if (!stand_in) Die("unsupported_version: nothing stands in for it");
  const IsolateEntry entry = OrDie(ListIsolates(mapped, addresses)).entries.at(0);
  const HeapShape shape = OrDie(FindHeapShape(mapped, addresses, *stand_in, entry.isolate));
  const IsolateObjects objects =
      OrDie(LocateIsolateObjects(mapped, addresses, *stand_in, shape, entry.isolate));
  const CheckedLayout layout = OrDie(DeriveLayout(mapped, *stand_in, objects));
  WordSet words;
  const IsolatePlan plan =
      OrDie(MakeIsolatePlan(mapped, layout, objects, entry, IsolateOwner{}, words));
  words.Seal();
  std::vector<std::uint64_t> values;
  if (auto done = words.Read(memory, values); !done) Die(done.error().detail);
  return OrDie(ReadFigures(plan, Words(words, values))).heap;
}

int Main(pid_t pid, const char* file) {
  const ProcFs proc = OrDie(ProcFs::Open("/proc"));
  const auto memory = OpenProcessMemory(proc, pid);
  const MemoryMap map = OrDie(proc.ReadMemoryMap(pid));
  const auto module = FindModule(map, file);
  if (!module) Die(std::string(file) + " is not in the memory map");
  const auto image = OrDie(ReadNodeImage(*memory, module->start));
  if (!image) Die("not Node.js");
  const IsolateHeap heap =
      ReadDerived(*memory, map, Relocate(image->symbols, image->first_address, *module));
  if (heap.used || heap.limit || heap.external || heap.resident || heap.gc) {
    Die("something is told that cannot be known");
  }
  std::printf("total %lu\n", heap.total);
  for (const HeapSpace& space : heap.spaces) {
    std::printf("%s.total %lu\n", std::string(space.name).c_str(), space.total);
    if (space.used) std::printf("%s.used %lu\n", std::string(space.name).c_str(), *space.used);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace heap_exporter

int main(int argc, char** argv) {
  if (argc != 3) heap_exporter::Die("usage: derive_heap PID FILE");
  return heap_exporter::Main(std::atoi(argv[1]), argv[2]);
}
