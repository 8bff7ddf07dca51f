#include "runtime/word_set.h"

#include <algorithm>
#include <numeric>

namespace heap_exporter {
namespace {

// A range costs the kernel about as much as copying half a kilobyte. The bytes between two words
// that are nearer than a page lie in the pages of those words, so reading them too cannot fail.
constexpr std::uint64_t kMaxGap = 512;

}  // namespace

WordSet::Slot WordSet::Add(std::uint64_t address) {
  addresses_.push_back(address);
  return static_cast<Slot>(addresses_.size() - 1);
}

void WordSet::Seal() {
  std::vector<Slot> order(addresses_.size());
  std::iota(order.begin(), order.end(), Slot{0});
  std::sort(order.begin(), order.end(),
            [this](Slot a, Slot b) { return addresses_[a] < addresses_[b]; });
  index_.resize(addresses_.size());
  for (const Slot slot : order) {
    const std::uint64_t address = addresses_[slot];
    const bool joins = !ranges_.empty() && (address - ranges_.back().address) % kWord == 0 &&
                       address <= ranges_.back().address + ranges_.back().size + kMaxGap;
    if (!joins) ranges_.push_back({.address = address, .size = 0});
    MemoryRange& range = ranges_.back();
    const std::uint64_t size = std::max(range.size, address + kWord - range.address);
    value_count_ += (size - range.size) / kWord;
    range.size = size;
    index_[slot] =
        static_cast<std::uint32_t>(value_count_ - (range.address + range.size - address) / kWord);
  }
  addresses_ = {};
}

Result<void> WordSet::Read(const Memory& memory, std::vector<std::uint64_t>& values) const {
  values.resize(value_count_);
  return memory.Read(ranges_, std::as_writable_bytes(std::span(values)));
}

}  // namespace heap_exporter
