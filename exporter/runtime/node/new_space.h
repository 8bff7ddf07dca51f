#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "model/heap_snapshot.h"
#include "runtime/node/isolate_plan.h"
#include "runtime/node/v8_layout.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// Bytes between top and limit of a linear allocation area: handed out to the allocator, not used
// yet. kInconsistent where its three words are not in order or lie more than a page apart.
[[nodiscard]] Result<std::uint64_t> AreaRest(const AreaSlots& area, std::uint64_t page_size,
                                             const Words& words);

// A space's counter of resident bytes, or nothing where it cannot be one.
[[nodiscard]] inline std::optional<std::uint64_t> KnownPhysical(std::uint64_t physical,
                                                                std::uint64_t committed) {
  if (physical > committed) return std::nullopt;
  return physical;
}

// The new space: two semispaces, objects in one of them up to `top`. kInconsistent where the words
// contradict each other.
[[nodiscard]] Result<HeapSpace> ReadNewSpace(const NewSpacePlan& plan, const V8Layout& layout,
                                             const Words& words);

}  // namespace heap_exporter
