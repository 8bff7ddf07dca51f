#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/result.h"
#include "runtime/node/heap_shape.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/node_addresses.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

struct SpaceObject {
  std::uint32_t id = 0;
  std::uint64_t address = 0;
  std::uint64_t vtable = 0;
};

// The C++ objects of one isolate that hold its accounting, as addresses in the target. They live as
// long as the isolate does.
struct IsolateObjects {
  std::uint64_t isolate = 0;
  std::uint64_t heap = 0;                    // v8::internal::Heap, a member of the isolate
  std::vector<SpaceObject> spaces;           // those that exist, by id
  std::uint64_t array_buffer_allocator = 0;  // node::NodeArrayBufferAllocator; 0 where it has none
  // LinearAllocationArea {start, top, limit} by space id; only where V8 counts its rest as free.
  std::map<std::uint32_t, std::uint64_t> allocation_areas;
};

// Follows `shape` to the objects of an isolate, with two reads, and checks that each is what it
// should be: its vtable one of the module, its heap and its id the right ones. kNotReady where the
// heap is not set up yet; kLayoutMismatch where an object is another than expected; kBadAddress.
[[nodiscard]] Result<IsolateObjects> LocateIsolateObjects(const MappedMemory& memory,
                                                          const NodeAddresses& addresses,
                                                          const V8Layout& layout,
                                                          const HeapShape& shape,
                                                          std::uint64_t isolate);

}  // namespace heap_exporter
