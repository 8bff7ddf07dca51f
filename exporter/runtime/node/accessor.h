#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace heap_exporter {

// The instruction set that a function is written in.
enum class InstructionSet { kX86_64, kAarch64 };

// Ours, and so the targets'.
#if defined(__x86_64__)
inline constexpr InstructionSet kOurInstructionSet = InstructionSet::kX86_64;
#elif defined(__aarch64__)
inline constexpr InstructionSet kOurInstructionSet = InstructionSet::kAarch64;
#else
#error "heap_exporter reads x86-64 and arm64 processes only"
#endif

// What a member function without arguments returns: the word at `offset` of its object or, with
// `second`, the sum of the words at both.
struct Accessor {
  std::uint32_t offset = 0;
  std::optional<std::uint32_t> second = {};

  bool operator==(const Accessor&) const = default;
};

// The most code of a function that is looked at.
inline constexpr std::size_t kMaxAccessorBytes = 64;

// What the function returns that begins with the first byte of `code`; what follows its return does
// not matter, nor does anything beyond kMaxAccessorBytes. Nothing where the function is no such
// accessor, or is one in a form that is not known here: every instruction must be understood. The
// code may be hostile; what comes back is what a processor would return.
[[nodiscard]] std::optional<Accessor> DecodeAccessor(InstructionSet set, Bytes code);

}  // namespace heap_exporter
