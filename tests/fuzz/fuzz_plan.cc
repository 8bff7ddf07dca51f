// The search for the heaps of a process whose memory the fuzzer has changed, and reading them. The
// process starts as a sound one, so that the search gets far. What it teaches must not harm an
// honest process of the same binary.
//
// The input: the layout, 8 bits; what happens before, 8 bits; changes {form, 8 bits; offset, 16
// bits, in words; from which read on, 8 bits; value}. A form is the place that the offset counts
// from (6 bits) and what the value is (2 bits): see MakeChange.

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fuzz/changed_memory.h"
#include "fuzz/input.h"
#include "fuzz/target.h"
#include "runtime/node/memory_reader.h"
#include "runtime/node/node_image.h"
#include "support/borrowed_memory.h"
#include "support/fake_node.h"
#include "support/proc_tree.h"

namespace heap_exporter::fuzz {
namespace {

using testing::FakeIsolate;
using testing::FakeNode;

constexpr pid_t kPid = 42;
constexpr std::size_t kReads = 4;

// What one read of the figures may cost: two plans, of which each has a budget, and the figures.
constexpr std::size_t kMaxSteps = 30000;
constexpr std::uint64_t kLongestRange = 0x16000;  // an isolate

constexpr std::uint64_t kAllocatorPointer = 0xf000;  // of array buffers, in FakeNode's isolates

const std::vector<FakeIsolate>& Isolates() {
  static const std::vector<FakeIsolate> isolates = {
      FakeIsolate{}, FakeIsolate{.worker = true}, FakeIsolate{.worker = true, .external = 5 << 20}};
  return isolates;
}

// A sound process of one layout, and what is known of its binary.
struct World {
  explicit World(const V8Layout& v8) : layout(v8), node(layout, Isolates()) {
    const auto image = ReadNodeImage(node.memory(), FakeNode::kModule);
    Require(image && *image, "the process is Node.js");
    addresses =
        Relocate((*image)->symbols, (*image)->first_address,
                 {.start = FakeNode::kModule, .end = FakeNode::kModule + FakeNode::kModuleSize});
    places = {0,
              FakeNode::kModule,
              addresses.v8_platform,
              addresses.platform_vtable,
              node.platform(),
              node.map_head(),
              node.memory().Word(node.isolates()[0].isolate + kAllocatorPointer)};
    for (const auto& isolate : node.isolates()) {
      places.insert(
          places.end(),
          {isolate.node, isolate.isolate, isolate.heap, isolate.heap + FakeNode::kSpaceArray,
           isolate.old_area, isolate.allocator_size, isolate.worker.worker, isolate.platform_data});
    }
    for (const std::uint64_t space : node.isolates()[0].spaces) places.push_back(space);
  }

  const V8Layout layout;
  FakeNode node;
  NodeAddresses addresses;
  std::vector<std::uint64_t> places;  // where the fuzzer likes to write, and to point to
};

// Every row, and a version that has none.
World& WorldOf(std::uint8_t number) {
  static std::map<std::size_t, std::unique_ptr<World>> worlds;
  const std::size_t index = number % (V8Layouts().size() + 1);
  std::unique_ptr<World>& world = worlds[index];
  if (!world) {
    V8Layout layout = V8Layouts()[std::min(index, V8Layouts().size() - 1)];
    if (index == V8Layouts().size()) layout.version = {.major = 99, .minor = 0};
    world = std::make_unique<World>(layout);
  }
  return *world;
}

std::uint64_t Place(const World& world, std::uint8_t number, std::uint16_t words) {
  return world.places[number % world.places.size()] + words * kWord;
}

void MakeChange(const World& world, Input& input, ChangedMemory& memory) {
  const auto form = input.Take<std::uint8_t>();
  const std::uint64_t address = Place(world, form & 63, input.Take<std::uint16_t>());
  const auto from_read = input.Take<std::uint8_t>();
  switch (form >> 6) {
    case 0:  // a number
      return memory.Write(address, input.Take<std::uint64_t>(), from_read);
    case 1:  // a small number
      return memory.Write(address, input.Take<std::uint16_t>(), from_read);
    case 2:  // nothing can be read there
      return memory.Hide(address, input.Take<std::uint16_t>() * kWord, from_read);
    default: {  // a pointer
      const auto place = input.Take<std::uint8_t>();
      return memory.Write(address, Place(world, place, input.Take<std::uint16_t>()), from_read);
    }
  }
}

const ProcFs& Proc(const testing::ProcTree& tree) {
  static const ProcFs proc = tree.Open();
  return proc;
}

NodeMemoryReader MakeReader(const World& world, const Memory& memory,
                            const std::shared_ptr<BinaryKnowledge>& knowledge) {
  static const auto tree = [] {
    auto made = std::make_unique<testing::ProcTree>();
    made->Add({.pid = kPid, .maps = FakeNode::Maps("/usr/bin/node")});
    return made;
  }();
  return {Proc(*tree),          kPid,     testing::Borrow(memory), world.addresses,
          world.layout.version, knowledge};
}

void CheckSpace(const HeapSpace& space) {
  Require(space.used.value_or(0) <= space.total, "a space uses no more than it has");
  Require(space.available.value_or(0) <= space.total, "nor has it more to give");
  Require(space.physical.value_or(0) <= space.total, "nor more in memory");
}

void CheckHeap(const IsolateHeap& heap) {
  std::uint64_t total = 0;
  for (const HeapSpace& space : heap.spaces) {
    CheckSpace(space);
    total += space.total;
  }
  Require(total == heap.total, "a heap is its spaces");
  Require(heap.used.value_or(0) <= heap.total, "a heap uses no more than it has");
  Require(heap.resident.value_or(0) <= heap.total, "nor has it more in memory");
  Require(heap.external.value_or(0) <= INT64_MAX, "external memory is no negative number");
  if (heap.gc && heap.gc->pause_seconds) {
    Require(std::isfinite(*heap.gc->pause_seconds) && *heap.gc->pause_seconds >= 0,
            "pauses take time");
  }
}

void CheckSnapshot(const Result<HeapSnapshot>& snapshot) {
  if (!snapshot) return;
  CheckHeap(snapshot->main);
  std::set<std::string> labels;
  for (const WorkerHeap& worker : snapshot->workers) {
    CheckHeap(worker.heap);
    if (worker.label) Require(labels.insert(*worker.label).second, "no two workers look the same");
  }
  Require(snapshot->workers.size() + snapshot->workers_unread < kMaxIsolates,
          "there are not too many workers");
  (void)snapshot->Resident();
}

void ReadHostile(const World& world, ChangedMemory& memory,
                 const std::shared_ptr<BinaryKnowledge>& knowledge) {
  (void)ReadV8Minor(memory, world.addresses);
  Require(ReadNodeVersion(memory, world.addresses).size() <= 32, "a version is short");
  NodeMemoryReader reader = MakeReader(world, memory, knowledge);
  for (std::size_t i = 0; i < kReads; ++i) {
    memory.ForgetSteps();
    CheckSnapshot(reader.Read());
    Require(memory.steps() <= kMaxSteps, "looking comes to an end");
    Require(memory.longest() <= kLongestRange, "no range is longer than an isolate");
  }
}

// A process without a row, whose functions are none here, has no figures; any other has them all.
void ReadHonest(World& world, const std::shared_ptr<BinaryKnowledge>& knowledge) {
  NodeMemoryReader reader = MakeReader(world, world.node.memory(), knowledge);
  auto snapshot = reader.Read();
  for (std::size_t i = 0; !snapshot && IsTransient(snapshot.error().reason) && i < kReads; ++i) {
    snapshot = reader.Read();
  }
  if (FindV8Layout(world.layout.version) == nullptr) return;
  Require(snapshot.has_value(), "an honest process has figures");
  const FakeIsolate& main = Isolates()[0];
  Require(snapshot->main.total == FakeNode::TotalOf(world.layout, main), "its total is its own");
  Require(snapshot->main.used == FakeNode::UsedOf(world.layout, main), "so is its use");
  Require(snapshot->main.external == main.external, "so is its external memory");
  Require(snapshot->main.array_buffers == main.array_buffers, "so are its array buffers");
  Require(snapshot->workers.size() + 1 == Isolates().size(), "all its workers are there");
  Require(snapshot->workers[1].heap.external == Isolates()[2].external,
          "with figures of their own");
}

}  // namespace
}  // namespace heap_exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heap_exporter;
  fuzz::Input input(data, size);
  fuzz::World& world = fuzz::WorldOf(input.Take<std::uint8_t>());
  const bool honest_first = (input.Take<std::uint8_t>() & 1) != 0;
  fuzz::ChangedMemory memory(world.node.memory());
  while (!input.empty()) fuzz::MakeChange(world, input, memory);

  const auto knowledge = std::make_shared<BinaryKnowledge>();
  if (honest_first) fuzz::ReadHonest(world, knowledge);
  fuzz::ReadHostile(world, memory, knowledge);
  fuzz::ReadHonest(world, knowledge);
  return 0;
}
