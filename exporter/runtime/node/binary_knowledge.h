#pragma once

#include <memory>
#include <optional>

#include "runtime/node/heap_shape.h"
#include "runtime/node/layout_check.h"
#include "runtime/node/space_accessors.h"

namespace heap_exporter {

// What one process of a binary has taught that holds for all of them. Only ways to places: each
// process's own memory is checked on the way, so what a hostile process taught costs the others
// some time, never a wrong figure. Shared by the readers of the binary's processes, which read one
// after another.
struct BinaryKnowledge {
  // Absent until V8's own allocator has confirmed figures that were found that way.
  std::optional<HeapShape> shape;

  // A row that the code behind these vtables, given as distances from the module's start, has
  // confirmed; null until then. A row that had to be corrected is never kept: the corrections come
  // from the memory of one process.
  std::shared_ptr<const CheckedLayout> layout;
  SpaceVtables vtables;
};

}  // namespace heap_exporter
