#pragma once

#include <cstring>
#include <map>
#include <vector>

#include "os/memory.h"

namespace heap_exporter::fuzz {

// Another memory with some words changed, from the start or from a certain read on: what a hostile
// process does to its own while it is looked at. Counts what it costs to look.
class ChangedMemory : public Memory {
 public:
  // `base` must outlive this.
  explicit ChangedMemory(const Memory& base) : base_(base) {}

  // The word is another from read number `from_read` on, counted from 0.
  void Write(std::uint64_t address, std::uint64_t value, std::size_t from_read) {
    words_.push_back({.address = address, .value = value, .from_read = from_read});
  }

  // The bytes cannot be read from that read on.
  void Hide(std::uint64_t address, std::uint64_t size, std::size_t from_read) {
    holes_.push_back({.range = {.address = address, .size = size}, .from_read = from_read});
  }

  // Ranges that were read, and the longest of them.
  [[nodiscard]] std::size_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t longest() const { return longest_; }
  void ForgetSteps() { steps_ = 0; }

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    const std::size_t read = reads_++;
    steps_ += ranges.size() + 1;
    for (const MemoryRange& range : ranges) {
      longest_ = std::max(longest_, range.size);
      if (IsHidden(range, read)) return Fail(Reason::kBadAddress, "hidden");
    }
    if (auto done = base_.Read(ranges, out); !done) return done;
    for (const MemoryRange& range : ranges) {
      Overwrite(range, out.first(range.size), read);
      out = out.subspan(range.size);
    }
    return {};
  }

 private:
  struct Word {
    std::uint64_t address = 0;
    std::uint64_t value = 0;
    std::size_t from_read = 0;
  };
  struct Hole {
    MemoryRange range;
    std::size_t from_read = 0;
  };

  [[nodiscard]] bool IsHidden(const MemoryRange& range, std::size_t read) const {
    for (const Hole& hole : holes_) {
      if (read >= hole.from_read && range.address < hole.range.address + hole.range.size &&
          hole.range.address < range.address + range.size) {
        return true;
      }
    }
    return false;
  }

  // Words that are only partly in the range are left as they are.
  void Overwrite(const MemoryRange& range, std::span<std::byte> out, std::size_t read) const {
    for (const Word& word : words_) {
      const std::uint64_t offset = word.address - range.address;
      if (read < word.from_read || range.size < kWord || offset > range.size - kWord) continue;
      std::memcpy(out.data() + offset, &word.value, kWord);
    }
  }

  const Memory& base_;
  std::vector<Word> words_;
  std::vector<Hole> holes_;
  mutable std::size_t reads_ = 0;
  mutable std::size_t steps_ = 0;
  mutable std::uint64_t longest_ = 0;
};

}  // namespace heap_exporter::fuzz
