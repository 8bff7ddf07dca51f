#pragma once

#include <memory>

#include "base/result.h"
#include "runtime/node/isolate_objects.h"
#include "runtime/node/layout_check.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/space_accessors.h"
#include "runtime/node/v8_layout.h"

namespace heap_exporter {

// The layout with which the spaces and the heap of an isolate can be searched: the row of its
// version or, where there is none, a stand-in for it (runtime/node/derived_layout.h).
// kUnsupportedVersion where there is neither.
[[nodiscard]] Result<V8Layout> LayoutForSearch(V8Minor version);

// The vtables of an isolate's spaces. REQUIRES: as LocateIsolateObjects gives them for `layout`.
[[nodiscard]] SpaceVtables VtablesOf(const V8Layout& layout, const IsolateObjects& objects);

// The layout that one process really has: the row of its version checked against V8's code in the
// process, or derived from that code where there is no row. `objects` are those of the main
// isolate; `searched` is what LayoutForSearch gave. kLayoutMismatch where the code contradicts the
// row and it is not known what follows; kUnsupportedVersion where nothing certain can be derived;
// errors of reading. Never null.
[[nodiscard]] Result<std::shared_ptr<const CheckedLayout>> FindProcessLayout(
    const MappedMemory& memory, const V8Layout& searched, const IsolateObjects& objects);

}  // namespace heap_exporter
