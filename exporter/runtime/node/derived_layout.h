#pragma once

#include <optional>

#include "base/result.h"
#include "runtime/node/isolate_objects.h"
#include "runtime/node/layout_check.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// What can be known of a V8 that has no row: a heap's total, the use of its paged and of its
// large-object spaces, the array buffers. Not what the new space uses, nor the heap's use and
// limit, external memory, collections and resident bytes.

// A layout to search the heap of such a V8 with: the spaces are taken to be those of the newest
// row. Nothing for a version older than that row's order of spaces (12.9), which no other fits.
[[nodiscard]] std::optional<V8Layout> StandInLayout(V8Minor version);

// Replaces the stand-in's offsets by those that V8's code in the process tells, and finds its
// MemoryAllocator by what the spaces add up to. kUnsupportedVersion where the code cannot be
// understood or says that a space is of another kind than the stand-in takes it for; kInconsistent
// where the allocator is not found, as while a collection runs; errors of reading.
[[nodiscard]] Result<CheckedLayout> DeriveLayout(const MappedMemory& memory,
                                                 const V8Layout& stand_in,
                                                 const IsolateObjects& objects);

}  // namespace heap_exporter
