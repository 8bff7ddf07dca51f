#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/node/v8_version.h"

namespace heap_exporter {

// Where V8 keeps its accounting: byte offsets into its C++ objects, for x86-64. Words are 64 bits.

// A word at `offset` of an object or, with `inner`, at `inner` of the object that the pointer at
// `offset` leads to. Such pointers are set once when the heap is set up.
struct WordPath {
  std::uint32_t offset = 0;
  std::optional<std::uint32_t> inner = {};
};

enum class SpaceKind { kReadOnly, kNew, kPaged, kLarge };

// One entry of v8::internal::AllocationSpace (src/common/globals.h); its index is the space's id.
struct SpaceInfo {
  std::string_view name;  // without "_space"
  SpaceKind kind = SpaceKind::kPaged;
};

// Every Space (src/heap/base-space.h; up to V8 8.4 src/heap/spaces.h) begins with a vtable. Behind
// its heap_ follow
inline constexpr std::uint32_t kIdAfterHeap = 0x08;         // id_, int32
inline constexpr std::uint32_t kCommittedAfterHeap = 0x10;  // committed_

// The AllocationStats of a paged space (src/heap/allocation-stats.h), relative to its size_.
inline constexpr std::uint32_t kAreaSizeBeforeSize =
    0x18;  // area_size of the space that holds them
inline constexpr std::uint32_t kCapacityBeforeSize = 0x10;  // capacity_

struct PagedSpaceLayout {
  std::uint32_t size = 0;                      // AllocationStats::size_
  std::optional<WordPath> free_bytes = {};     // FreeList::available_
  std::optional<std::uint32_t> physical = {};  // committed_physical_memory_
  // top() of the space's own linear allocation area, limit() behind it; absent where the area is
  // not in the space or counts as used.
  std::optional<std::uint32_t> area_top = {};
};

// How a SemiSpace tells which of its pages is being filled: one of the two.
struct NewSpaceUse {
  std::optional<std::uint32_t> capacity = {};    // bytes of the pages up to that one, and with it
  std::optional<std::uint32_t> pages_used = {};  // int32, the pages before it
};

struct NewSpaceLayout {
  std::uint32_t to_committed = 0;    // committed_ of the embedded to-semispace
  std::uint32_t from_committed = 0;  // and of the from-semispace
  NewSpaceUse use = {};
  WordPath top = {};                             // where the next object goes
  std::optional<std::uint32_t> extra_used = {};  // bytes used elsewhere than below top
  std::optional<std::uint64_t> page_bytes =
      {};  // allocatable bytes of a page; absent: old space's area_size
  std::optional<std::uint32_t> physical_distance =
      {};  // committed_physical_ of a semispace, from its committed_
};

struct HeapLayout {
  std::uint32_t max_semi_space_size = 0;
  WordPath max_old_generation_size = {};
  WordPath external_memory = {};
  std::optional<WordPath> external_memory_more = {};  // to be added to external_memory
  WordPath memory_allocator_size = {};                // MemoryAllocator::size_
  std::uint32_t gc_state = 0;                         // int32, 0 = NOT_IN_GC
  std::uint32_t mark_compacts = 0;  // int32 ms_count_; the int32 behind it is gc_count_
  // Microseconds of pause so far; where there are two words they are those of major and minor
  // collections. Absent where V8 does not count them.
  std::optional<std::uint32_t> gc_pause = {};
  std::optional<std::uint32_t> gc_pause_more = {};
};

// One row: everything that depends on the V8 version.
struct V8Layout {
  V8Minor version = {};
  std::span<const SpaceInfo> spaces = {};  // by id
  std::uint64_t page_size = 256 * 1024;    // of a regular page, which is aligned to it
  std::uint32_t space_heap = 0x08;         // heap_ of every Space
  PagedSpaceLayout paged = {};
  std::uint32_t large_objects_size = 0;  // LargeObjectSpace::objects_size_
  NewSpaceLayout new_space = {};
  HeapLayout heap = {};
  // Where the isolate's own read-only space has committed bytes they belong to the heap; its use is
  // at this offset. Absent where that space is shared and V8 reports it with 0 bytes.
  std::optional<std::uint32_t> read_only_used = {};
  // True where V8 gives back the unused rest of linear allocation areas before it reports heap
  // used.
  bool unused_areas_are_free = false;

  [[nodiscard]] constexpr std::uint32_t SpaceId() const { return space_heap + kIdAfterHeap; }
  [[nodiscard]] constexpr std::uint32_t SpaceCommitted() const {
    return space_heap + kCommittedAfterHeap;
  }
};

// The row of a version; null where there is none: then nothing is read, never a neighbour's row
// tried.
const V8Layout* FindV8Layout(V8Minor version);

// All rows, in ascending order of version.
std::span<const V8Layout> V8Layouts();

}  // namespace heap_exporter
