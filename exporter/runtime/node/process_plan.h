#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "os/memory.h"
#include "runtime/node/isolate_plan.h"
#include "runtime/node/node_addresses.h"
#include "runtime/node/v8_layout.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// Everything that is known of where one Node.js process keeps its figures: enough to read them with
// one call. Valid as long as the process has the same isolates.
struct ProcessPlan {
  WordSet words;
  WordSet::Slot isolate_count = 0;       // how many isolates Node.js has registered
  std::size_t registered = 0;            // and how many that were
  std::vector<IsolatePlan> isolates;     // the main thread's first
  std::size_t workers_without_plan = 0;  // registered, but not (or no longer) with a heap
  HeapShape shape;                       // how each isolate's heap was found
};

// Makes the plan from the target's memory. `known_shape` is null where the heap has to be searched,
// for which the memory needs its map. Fails where the main thread's heap cannot be found; errors as
// of ListIsolates, FindHeapShape and LocateIsolateObjects. `layout` must outlive the plan.
[[nodiscard]] Result<ProcessPlan> MakeProcessPlan(const MappedMemory& memory,
                                                  const NodeAddresses& addresses,
                                                  const V8Layout& layout,
                                                  const HeapShape* known_shape);

}  // namespace heap_exporter
