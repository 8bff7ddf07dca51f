#include <array>
#include <chrono>
#include <thread>
#include <vector>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

// Often within one look, but not so often that the machine is busy with nothing else.
constexpr std::chrono::microseconds kPause{20};

// From now on each of the words is now what it was, now the other value. Never ends.
void KeepFlipping(std::vector<std::uint64_t> addresses, std::uint64_t other) {
  std::thread([addresses = std::move(addresses), other] {
    std::vector<std::uint64_t> sound;
    for (const std::uint64_t address : addresses) sound.emplace_back(RealNode::At(address));
    for (std::size_t turn = 0;; ++turn) {
      const std::size_t i = turn % addresses.size();
      RealNode::At(addresses[i]) = turn / addresses.size() % 2 == 0 ? other : sound[i];
      std::this_thread::sleep_for(kPause);
    }
  }).detach();
}

Outcome FlippingNode(RealNode& node) {
  KeepFlipping({node.plan().map_head() + 2 * kWord}, 0x7f0000000000);
  return kEither;
}

Outcome FlippingCount(RealNode& node) {
  KeepFlipping({node.plan().map_head() + 3 * kWord}, 1000);
  return kEither;
}

Outcome FlippingIsolate(RealNode& node) {
  KeepFlipping({node.isolate(0).node + kWord}, node.isolate(1).isolate);
  return kEither;
}

Outcome FlippingSpaces(RealNode& node) {
  std::vector<std::uint64_t> addresses;
  for (const std::uint64_t space : node.isolate(0).spaces) {
    if (space != 0) addresses.push_back(space + node.layout().space_heap);
  }
  KeepFlipping(addresses, node.isolate(1).heap);
  return kEither;
}

Outcome FlippingSpacePointers(RealNode& node) {
  std::vector<std::uint64_t> addresses;
  for (std::size_t id = 1; id < node.isolate(0).spaces.size(); ++id) {
    if (node.isolate(0).spaces[id] == 0) continue;
    addresses.push_back(node.isolate(0).heap + testing::FakeNode::kSpaceArray + id * kWord);
  }
  KeepFlipping(addresses, node.isolate(1).isolate);
  return kEither;
}

Outcome FlippingFigures(RealNode& node) {
  std::vector<std::uint64_t> addresses;
  for (const std::uint64_t space : node.isolate(0).spaces) {
    if (space != 0) addresses.push_back(space + node.layout().SpaceCommitted());
  }
  KeepFlipping(addresses, 1);
  return kEither;
}

constexpr std::array kPoisons = {
    Poison{"flipping_node", FlippingNode},
    Poison{"flipping_count", FlippingCount},
    Poison{"flipping_isolate", FlippingIsolate},
    Poison{"flipping_spaces", FlippingSpaces},
    Poison{"flipping_space_pointers", FlippingSpacePointers},
    Poison{"flipping_figures", FlippingFigures},
};

}  // namespace

std::span<const Poison> ChangePoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
