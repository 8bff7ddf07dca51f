#include <array>

#include "hostile/poisons.h"
#include "runtime/node/isolate_list.h"

namespace heap_exporter::hostile {
namespace {

// Of the map of isolates, std::unordered_map: see runtime/node/isolate_list.cc.
constexpr std::uint64_t kFirstNode = 2 * kWord;
constexpr std::uint64_t kCount = 3 * kWord;
constexpr std::uint64_t kKey = kWord;
constexpr std::uint64_t kPlatformWords = 40;
constexpr std::uint64_t kIsolateInPlatformData = 10 * kWord;

volatile std::uint64_t& FirstNode(RealNode& node) {
  return RealNode::At(node.plan().map_head() + kFirstNode);
}

volatile std::uint64_t& Count(RealNode& node) {
  return RealNode::At(node.plan().map_head() + kCount);
}

// Puts copies of an isolate in front of the list until there are so many.
void AddCopies(RealNode& node, std::size_t number, std::uint64_t count) {
  const testing::FakeIsolateAddresses& isolate = node.isolate(number);
  for (std::uint64_t i = Count(node); i < count; ++i) {
    const std::uint64_t distance = node.Copy(isolate);
    RealNode::At(isolate.node + distance) = FirstNode(node);
    if (isolate.worker.worker != 0) RealNode::At(isolate.worker.thread_id + distance) = i + 1;
    FirstNode(node) = isolate.node + distance;
  }
  Count(node) = count;
}

Outcome Cycle(RealNode& node) {
  RealNode::At(node.isolate(0).node) = node.isolate(0).node;
  Count(node) = kMaxIsolates;
  return Refused(Reason::kInconsistent);
}

Outcome HugeCount(RealNode& node) {
  Count(node) = std::uint64_t{1} << 63;
  return Refused(Reason::kLimitExceeded);
}

Outcome ZeroCount(RealNode& node) {
  Count(node) = 0;
  return Refused(Reason::kNotReady);
}

Outcome TooManyWorkers(RealNode& node) {
  AddCopies(node, 1, kMaxIsolates + 1);
  return Refused(Reason::kLimitExceeded);
}

Outcome AllWorkersAllowed(RealNode& node) {
  AddCopies(node, 1, kMaxIsolates);
  return kFigures;
}

// Each of them would have to be searched.
Outcome ManyMainThreads(RealNode& node) {
  AddCopies(node, 0, kMaxIsolates);
  return Refused(Reason::kInconsistent);
}

// All with an isolate that is nothing but zeros.
Outcome ManyEmptyWorkers(RealNode& node) {
  AddCopies(node, 1, kMaxIsolates);
  const std::uint64_t nothing = RealNode::Map(1 << 20);
  std::uint64_t entry = FirstNode(node);
  for (std::uint64_t i = 3; i < kMaxIsolates; ++i) {
    RealNode::At(entry + kKey) = nothing + i * kWord;
    entry = RealNode::At(entry);
  }
  return kFigures;
}

// Two entries of the map with the same key, and a worker for each.
Outcome TwoWorkersOfOneIsolate(RealNode& node) {
  const std::uint64_t isolate = node.isolate(1).isolate;
  RealNode::At(node.isolate(2).node + kKey) = isolate;
  RealNode::At(node.isolate(2).platform_data + kIsolateInPlatformData) = isolate;
  RealNode::At(node.isolate(2).worker.isolate) = isolate;
  return Refused(Reason::kInconsistent);
}

// The first worker is called as the second is, which has no name, by its thread id.
Outcome WorkerNamesCollide(RealNode& node) {
  const testing::FakeWorker& worker = node.isolate(1).worker;
  RealNode::At(worker.name + 2 * kWord) = '2';
  RealNode::At(worker.name + kWord) = 1;
  return kFigures;
}

Outcome WorkerNameEndless(RealNode& node) {
  const testing::FakeWorker& worker = node.isolate(1).worker;
  RealNode::At(worker.name) = RealNode::Map(std::uint64_t{1} << 32);
  RealNode::At(worker.name + kWord) = UINT64_MAX;
  RealNode::At(worker.name + 2 * kWord) = UINT64_MAX;
  return kFigures;
}

Outcome EmptyWorker(RealNode& node) {
  RealNode::At(node.isolate(1).node + kKey) = RealNode::Map(1 << 20);
  return kFigures;
}

Outcome NodeNowhere(RealNode& node) {
  FirstNode(node) = 0x5000;
  return Refused(Reason::kInconsistent);
}

Outcome NodeInTheKernel(RealNode& node) {
  FirstNode(node) = 0xffffffff81000000;
  return Refused(Reason::kInconsistent);
}

// Its second word is where nothing can be read.
Outcome NodeAtTheEnd(RealNode& node) {
  FirstNode(node) = RealNode::Map(1) + 4096 - kWord;
  return Refused(Reason::kInconsistent);
}

Outcome IsolateNowhere(RealNode& node) {
  RealNode::At(node.isolate(0).node + kKey) = 0x0007fffffffff000;
  return Refused(Reason::kInconsistent);
}

Outcome IsolateMisaligned(RealNode& node) {
  RealNode::Add(node.isolate(0).node + kKey, 4);
  return Refused(Reason::kInconsistent);
}

// Wherever one looks there is a map, and each is as long as can be and broken at its end.
Outcome PlatformOfMaps(RealNode& node) {
  constexpr std::uint64_t kMapWords = 5;
  AddCopies(node, 1, kMaxIsolates + 1);
  const std::uint64_t list = FirstNode(node);
  for (std::uint64_t word = 1; word + kMapWords <= kPlatformWords; word += kMapWords) {
    const std::uint64_t map = node.plan().platform() + word * kWord;
    RealNode::At(map) = list;
    RealNode::At(map + kWord) = 13;
    RealNode::At(map + kFirstNode) = list;
    RealNode::At(map + kCount) = kMaxIsolates;
    RealNode::At(map + 4 * kWord) = 0x3f800000;
  }
  return Refused(Reason::kInconsistent);
}

Outcome NoPlatform(RealNode& node) {
  RealNode::At(node.plan().platform()) = 0;
  return Refused(Reason::kNotReady);
}

constexpr std::array kPoisons = {
    Poison{"cycle", Cycle},
    Poison{"huge_count", HugeCount},
    Poison{"zero_count", ZeroCount},
    Poison{"too_many_workers", TooManyWorkers},
    Poison{"all_workers_allowed", AllWorkersAllowed},
    Poison{"many_main_threads", ManyMainThreads},
    Poison{"many_empty_workers", ManyEmptyWorkers},
    Poison{"two_workers_of_one_isolate", TwoWorkersOfOneIsolate},
    Poison{"worker_names_collide", WorkerNamesCollide},
    Poison{"worker_name_endless", WorkerNameEndless},
    Poison{"empty_worker", EmptyWorker},
    Poison{"node_nowhere", NodeNowhere},
    Poison{"node_in_the_kernel", NodeInTheKernel},
    Poison{"node_at_the_end", NodeAtTheEnd},
    Poison{"isolate_nowhere", IsolateNowhere},
    Poison{"isolate_misaligned", IsolateMisaligned},
    Poison{"platform_of_maps", PlatformOfMaps},
    Poison{"no_platform", NoPlatform},
};

}  // namespace

std::span<const Poison> ListPoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
