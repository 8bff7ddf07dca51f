#pragma once

#include "base/result.h"
#include "model/heap_snapshot.h"
#include "runtime/node/isolate_plan.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// The figures of one isolate.
struct IsolateFigures {
  IsolateHeap heap;
  // Whether V8's MemoryAllocator counts as many bytes as the spaces together: an independent check
  // of the layout. False for moments in a sound isolate too, around a collection.
  bool sum_confirmed = false;
};

// Works out the figures from the words that were read, and believes none of them unchecked. Errors:
// kGcRunning; kInconsistent where the words contradict each other, as when they were read while V8
// was changing them; kLayoutMismatch where the objects are not those of the plan any more.
[[nodiscard]] Result<IsolateFigures> ReadFigures(const IsolatePlan& plan, const Words& words);

}  // namespace heap_exporter
