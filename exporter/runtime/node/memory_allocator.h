#pragma once

#include <cstdint>

#include "base/result.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// For a V8 that has no row: where the heap's MemoryAllocator (src/heap/memory-allocator.h) counts
// the committed bytes of all spaces, size_, as a path from the Heap. It is recognised by its first
// member, the Isolate, and by that count, which must equal `committed` and be covered by the
// capacity_ before it; so it held for all versions from 10.2 to 14.6. kInconsistent where nothing
// or more than one thing is like that, as while a collection runs.
[[nodiscard]] Result<WordPath> FindMemoryAllocatorSize(const MappedMemory& memory,
                                                       std::uint64_t isolate, std::uint64_t heap,
                                                       std::uint64_t committed);

}  // namespace heap_exporter
