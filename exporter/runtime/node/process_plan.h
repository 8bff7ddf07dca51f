#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "os/memory.h"
#include "runtime/node/binary_knowledge.h"
#include "runtime/node/isolate_plan.h"
#include "runtime/node/known_workers.h"
#include "runtime/node/node_addresses.h"
#include "runtime/node/v8_version.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// What making a plan may read, in steps of BudgetedMemory: a search takes about 600, each of up to
// kMaxIsolates isolates 88 at most. That is some milliseconds, whatever a process has laid out in
// its memory.
inline constexpr std::size_t kPlanSteps = 24000;

// Everything that is known of where one Node.js process keeps its figures: enough to read them with
// one call. Valid as long as the process has the same isolates.
struct ProcessPlan {
  WordSet words;
  WordSet::Slot isolate_count = 0;       // how many isolates Node.js has registered
  std::size_t registered = 0;            // and how many that were
  std::vector<IsolatePlan> isolates;     // the main thread's first
  std::size_t workers_without_plan = 0;  // registered, but starting or ending
  KnownWorkers workers;                  // those of the planned isolates that have an identity
  HeapShape shape;                       // how each isolate's heap was found
  std::shared_ptr<const CheckedLayout> layout;  // what the figures were planned with
  SpaceVtables vtables;  // of the main isolate's spaces, as distances from the module's start
};

// Makes the plan from the target's memory. `known` is what the processes of its binary have taught,
// or null where nothing is to be believed: then the heap is searched, for which the memory needs
// its map. Fails where the main thread's heap cannot be found; errors as of LayoutForSearch,
// ListIsolates, FindHeapShape, LocateIsolateObjects and FindProcessLayout.
[[nodiscard]] Result<ProcessPlan> MakeProcessPlan(const MappedMemory& memory,
                                                  const NodeAddresses& addresses, V8Minor version,
                                                  const BinaryKnowledge* known);

}  // namespace heap_exporter
