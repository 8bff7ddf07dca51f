#pragma once

#include <cstdint>
#include <map>

#include "base/result.h"
#include "runtime/node/isolate_objects.h"
#include "runtime/node/mapped_memory.h"

namespace heap_exporter {

// From V8 12.4 on: finds the linear allocation areas of the main thread, {start, top, limit}, by
// space id. Needs the isolate's heap and spaces. kNotReady where they have not been made yet.
[[nodiscard]] Result<std::map<std::uint32_t, std::uint64_t>> FindAllocationAreas(
    const MappedMemory& memory, const IsolateObjects& objects);

}  // namespace heap_exporter
