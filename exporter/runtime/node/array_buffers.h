#pragma once

#include <cstdint>

#include "base/result.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/node_module.h"

namespace heap_exporter {

// Where the node::NodeArrayBufferAllocator at `allocator` counts the bytes of its array buffers, as
// an address. It counts nothing yet while Node.js is starting; the place is the right one then too.
// Errors of reading.
[[nodiscard]] Result<std::uint64_t> FindArrayBufferBytes(const MappedMemory& memory,
                                                         const NodeModule& module,
                                                         std::uint64_t allocator);

}  // namespace heap_exporter
