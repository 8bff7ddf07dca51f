#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/node_addresses.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// Where to find the linear allocation area of one space, from V8 12.4 on: the Heap points to a
// HeapAllocator, which embeds a MainAllocator (src/heap/main-allocator.h) for each space, which
// points to the area.
struct AreaShape {
  std::uint32_t space_id = 0;
  std::uint32_t allocator = 0;  // the pointer to the HeapAllocator, from the Isolate
  std::uint32_t heap_pointer =
      0;  // the MainAllocator's Heap*, from the HeapAllocator; Space* follows
  std::uint32_t area_pointer = 0;  // and its pointer to the area
};

// How the parts of an isolate lie to each other: distances in bytes from the Isolate, the same for
// all isolates of all processes of one binary. They move from release to release, so they are found
// by structure, never tabled.
struct HeapShape {
  std::uint32_t heap = 0;                             // the Heap, a member of the Isolate
  std::uint32_t space_array = 0;                      // Heap::space_[]
  std::optional<std::uint32_t> read_only_space = {};  // the pointer to it, where the row asks
  std::optional<std::uint32_t> array_buffer_allocator = {};  // the pointer to it
  std::vector<AreaShape> areas = {};
};

// Searches an isolate for its heap: that is what the spaces point back to. Costs about half a
// millisecond. kNotReady where the heap is not set up yet, kLayoutMismatch where it is not as
// `layout` says. Nothing in the result is to be believed unchecked: LocateIsolateObjects checks it.
[[nodiscard]] Result<HeapShape> FindHeapShape(const MappedMemory& memory,
                                              const NodeAddresses& addresses,
                                              const V8Layout& layout, std::uint64_t isolate);

}  // namespace heap_exporter
