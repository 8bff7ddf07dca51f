#pragma once

#include <string>

#include "runtime/node/space_accessors.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

enum class RowVerdict {
  kConfirmed,     // whatever V8's code says is what the row says
  kCorrected,     // V8's code says otherwise, and it is known what follows from that
  kContradicted,  // V8's code says otherwise about the new space, and what follows is not known
  kUnknown,       // V8's code could not be understood; the row stands untested
};

struct CheckedLayout {
  RowVerdict verdict = RowVerdict::kUnknown;
  V8Layout layout = {};  // the row, with what V8's code says in its place
  // False where layout.new_space does not hold. Then nothing can be said of what the new space
  // uses, nor of the heap's limit, which depends on how the new space is made up.
  bool is_new_space_known = true;
  // Where the new space, if it is not known, has its committed bytes all the same: one word.
  std::optional<std::uint32_t> new_space_committed = {};
  // False where of layout.heap only memory_allocator_size holds.
  bool is_heap_known = true;
  std::string detail = {};  // for people: each difference; empty where there is none
};

// Compares a row with what the code of a process of that V8 version says. The same version has
// several layouts: other C libraries have another std::mutex, and flags choose another new space.
[[nodiscard]] CheckedLayout CheckLayout(const V8Layout& row, const DecodedSpaces& decoded);

}  // namespace heap_exporter
