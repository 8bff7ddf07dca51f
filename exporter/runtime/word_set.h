#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "os/memory.h"

namespace heap_exporter {

// A set of 64-bit words of a target's memory that are read together, in one call. Words that lie
// near each other are fetched as one range. Built once, read at every scrape.
class WordSet {
 public:
  // Names one word of the set.
  using Slot = std::uint32_t;

  // Adds the word at `address`. The same address may be added more than once.
  Slot Add(std::uint64_t address);

  // Ends the adding. REQUIRES: called once, before Read.
  void Seal();

  // Reads all words into `values` (its old content is lost, its memory is used again).
  [[nodiscard]] Result<void> Read(const Memory& memory, std::vector<std::uint64_t>& values) const;

  // Where the word of `slot` is in the values.
  [[nodiscard]] std::size_t IndexOf(Slot slot) const { return index_[slot]; }

 private:
  std::vector<std::uint64_t> addresses_;  // by slot; of no use once sealed
  std::vector<std::uint32_t> index_;      // by slot
  std::vector<MemoryRange> ranges_;
  std::size_t value_count_ = 0;
};

// The values that one Read brought, by slot.
class Words {
 public:
  // Both must outlive this. REQUIRES: `values` came from `set.Read`.
  Words(const WordSet& set, std::span<const std::uint64_t> values) : set_(set), values_(values) {}

  std::uint64_t operator[](WordSet::Slot slot) const { return values_[set_.IndexOf(slot)]; }

 private:
  const WordSet& set_;
  std::span<const std::uint64_t> values_;
};

}  // namespace heap_exporter
