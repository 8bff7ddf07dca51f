#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "model/sample.h"

namespace heap_exporter {

// The heap figures of a sample; null where it has none.
inline const HeapSnapshot* HeapOf(const Sample& sample) {
  return sample.heap && *sample.heap ? &**sample.heap : nullptr;
}

// RAM of the process outside its managed heaps: rss less resident heap, never below 0. The heap's
// total would be the wrong subtrahend: V8 commits memory long before it touches it, so the
// difference goes negative.
inline std::optional<std::uint64_t> OffHeapBytes(const Sample& sample) {
  const HeapSnapshot* const heap = HeapOf(sample);
  const auto resident = heap == nullptr ? std::nullopt : heap->Resident();
  if (!resident) return std::nullopt;
  return sample.usage.resident_bytes - std::min(*resident, sample.usage.resident_bytes);
}

}  // namespace heap_exporter
