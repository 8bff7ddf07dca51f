#pragma once

#include <vector>

#include "base/result.h"
#include "runtime/node/heap_shape.h"
#include "runtime/node/isolate_image.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// From V8 12.4 on: finds where the main thread's linear allocation areas are kept, in the order of
// their spaces' ids. `shape` tells where the heap and its spaces are. kNotReady where a space that
// has an area is still without.
[[nodiscard]] Result<std::vector<AreaShape>> FindAllocationAreas(const MappedMemory& memory,
                                                                 const IsolateImage& image,
                                                                 const HeapShape& shape,
                                                                 const V8Layout& layout);

// Whether `area_pointer`, a word at `address`, can be a MainAllocator's pointer to its area: that
// lies right behind the pointer or among the isolate's first fields (IsolateData), where generated
// code finds it.
[[nodiscard]] bool IsAreaPointer(std::uint64_t area_pointer, std::uint64_t address,
                                 std::uint64_t isolate);

}  // namespace heap_exporter
