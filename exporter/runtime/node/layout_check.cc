#include "runtime/node/layout_check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace heap_exporter {
namespace {

// Up to V8 12.9 mutexes lie in front of some words: NewSpace::mutex_ (src/heap/new-spaces.h; up to
// 8.4 src/heap/spaces.h) in front of the semispaces, PagedSpaceBase::space_mutex_
// (src/heap/paged-spaces.h) in front of committed_physical_memory_, and from 9.5 to 11.3 several in
// front of the counts of pauses. glibc's pthread_mutex_t has 40 bytes on x86-64, for which the rows
// are, and 48 on AArch64.
constexpr V8Minor kLastWithMutex = {12, 9};
constexpr std::uint32_t kLongerMutex = 8;

// How far they move those, found on the arm64 builds of Node.js 18.0.0, 18.20.8 and 20.20.2.
struct MovedPauses {
  V8Minor version = {};
  std::uint32_t distance = 0;
};
constexpr V8Minor kLastPausesBehindMutexes = {11, 3};
constexpr std::array kMovedPauses = {
    MovedPauses{{10, 1}, 5 * kLongerMutex},
    MovedPauses{{10, 2}, 5 * kLongerMutex},
    MovedPauses{{11, 3}, 4 * kLongerMutex},
};

std::string Hex(std::uint32_t number) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return "0x" + std::string(digits.data(), end);
}

void AddDetail(CheckedLayout& checked, std::string text) {
  if (!checked.detail.empty()) checked.detail += ", ";
  checked.detail += std::move(text);
}

// Puts the decoded offset in the row's place.
void Correct(CheckedLayout& checked, std::string_view what, std::uint32_t& offset,
             std::uint32_t decoded) {
  AddDetail(checked, std::string(what) + " at " + Hex(decoded) + " instead of " + Hex(offset));
  offset = decoded;
  checked.verdict = RowVerdict::kCorrected;
}

void CheckPagedSize(CheckedLayout& checked, std::optional<std::uint32_t> decoded) {
  PagedSpaceLayout& paged = checked.layout.paged;
  if (!decoded || *decoded == paged.size) return;
  Correct(checked, "size of paged spaces", paged.size, *decoded);
  // Beside size_, so they have moved as well, but nobody knows how far.
  paged.free_bytes.reset();
  paged.physical.reset();
}

void CheckLargeObjectsSize(CheckedLayout& checked, std::optional<std::uint32_t> decoded) {
  if (!decoded || *decoded == checked.layout.large_objects_size) return;
  Correct(checked, "size of large objects", checked.layout.large_objects_size, *decoded);
}

// The semispaces move, what is in them, and a top behind them.
NewSpaceLayout BehindLongerMutex(NewSpaceLayout layout) {
  if (!layout.top.inner && layout.top.offset > layout.to_committed) {
    layout.top.offset += kLongerMutex;
  }
  layout.to_committed += kLongerMutex;
  layout.from_committed += kLongerMutex;
  if (layout.use.capacity) *layout.use.capacity += kLongerMutex;
  if (layout.use.pages_used) *layout.use.pages_used += kLongerMutex;
  return layout;
}

// Where it is not known how far, pauses are not told.
void MovePauses(HeapLayout& heap, V8Minor version) {
  if (version > kLastPausesBehindMutexes || !heap.gc_pause) return;
  const auto* const moved =
      std::find_if(kMovedPauses.begin(), kMovedPauses.end(),
                   [version](const MovedPauses& pauses) { return pauses.version == version; });
  if (moved == kMovedPauses.end()) {
    heap.gc_pause.reset();
    heap.gc_pause_more.reset();
    return;
  }
  *heap.gc_pause += moved->distance;
  if (heap.gc_pause_more) *heap.gc_pause_more += moved->distance;
}

// `new_space` is where the new space is behind the longer mutex.
void MoveBehindLongerMutexes(V8Layout& layout, const NewSpaceLayout& new_space) {
  layout.new_space = new_space;
  if (layout.paged.physical) *layout.paged.physical += kLongerMutex;
  MovePauses(layout.heap, layout.version);
}

bool HasSemispacesOf(const DecodedSpaces& decoded, const NewSpaceLayout& layout) {
  return decoded.to_committed == layout.to_committed &&
         decoded.from_committed == layout.from_committed;
}

void CheckNewSpace(CheckedLayout& checked, const DecodedSpaces& decoded) {
  const NewSpaceLayout& layout = checked.layout.new_space;
  if (HasSemispacesOf(decoded, layout)) return;
  const NewSpaceLayout moved = BehindLongerMutex(layout);
  if (checked.layout.version <= kLastWithMutex && HasSemispacesOf(decoded, moved)) {
    MoveBehindLongerMutexes(checked.layout, moved);
    AddDetail(checked, "longer mutexes");
    checked.verdict = RowVerdict::kCorrected;
    return;
  }
  checked.is_new_space_known = false;
  checked.new_space_committed = decoded.paged_new_committed;
  AddDetail(checked,
            decoded.paged_new_committed ? "new space is a paged space" : "new space is another");
  checked.verdict = RowVerdict::kContradicted;
}

}  // namespace

CheckedLayout CheckLayout(const V8Layout& row, const DecodedSpaces& decoded) {
  CheckedLayout checked;
  checked.layout = row;
  if (decoded == DecodedSpaces{}) return checked;
  checked.verdict = RowVerdict::kConfirmed;
  CheckPagedSize(checked, decoded.paged_size);
  CheckLargeObjectsSize(checked, decoded.large_objects_size);
  CheckNewSpace(checked, decoded);  // last: its verdict outweighs the others
  return checked;
}

}  // namespace heap_exporter
