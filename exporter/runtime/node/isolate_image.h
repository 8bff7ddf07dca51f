#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// The beginning of an object that a word of the isolate points to, seen as if it were a Space.
struct ObjectHead {
  static constexpr std::size_t kWords = 16;

  std::uint64_t address = 0;
  std::size_t pointer_word = 0;  // which word of the isolate points to it first
  std::array<std::uint64_t, kWords> words{};

  [[nodiscard]] std::uint64_t vtable() const { return words[0]; }
  // `space_heap` is where the heap_ of a Space is.
  [[nodiscard]] std::uint64_t heap(std::uint32_t space_heap) const {
    return words[space_heap / kWord];
  }
  [[nodiscard]] std::uint32_t id(std::uint32_t space_heap) const {
    return static_cast<std::uint32_t>(words[(space_heap + kIdAfterHeap) / kWord]);
  }
};

// The isolate's own bytes and the heads of all objects it points to, copied at one moment.
struct IsolateImage {
  std::uint64_t address = 0;
  std::vector<std::uint64_t> words;
  std::vector<ObjectHead> objects;  // by address, each once

  // True where `pointer` leads into the isolate itself.
  [[nodiscard]] bool Contains(std::uint64_t pointer) const;

  // The object at exactly that address; null where the isolate points to none.
  [[nodiscard]] const ObjectHead* Find(std::uint64_t pointer) const;
};

// kLimitExceeded where it points to more objects than any isolate does; errors of reading.
[[nodiscard]] Result<IsolateImage> ReadIsolateImage(const MappedMemory& memory,
                                                    std::uint64_t isolate);

}  // namespace heap_exporter
