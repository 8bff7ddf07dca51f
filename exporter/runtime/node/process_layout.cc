#include "runtime/node/process_layout.h"

#include <algorithm>

#include "runtime/node/derived_layout.h"

namespace heap_exporter {
namespace {

std::uint64_t VtableOf(const V8Layout& layout, const IsolateObjects& objects,
                       std::string_view name) {
  const auto found =
      std::find_if(objects.spaces.begin(), objects.spaces.end(),
                   [&](const SpaceObject& space) { return layout.spaces[space.id].name == name; });
  return found == objects.spaces.end() ? 0 : found->vtable;
}

Result<CheckedLayout> CheckRow(const MappedMemory& memory, const V8Layout& row,
                               const IsolateObjects& objects) {
  const auto decoded = DecodeSpaceAccessors(memory, kOurInstructionSet, VtablesOf(row, objects),
                                            row.SpaceCommitted());
  if (!decoded) return Fail(decoded);
  CheckedLayout checked = CheckLayout(row, *decoded);
  if (!checked.is_new_space_known && !checked.new_space_committed) {
    return Fail(Reason::kLayoutMismatch,
                "V8's code differs from what is known of its version: " + checked.detail);
  }
  return checked;
}

}  // namespace

Result<V8Layout> LayoutForSearch(V8Minor version) {
  if (const V8Layout* const row = FindV8Layout(version)) return *row;
  if (const auto stand_in = StandInLayout(version)) return *stand_in;
  return Fail(Reason::kUnsupportedVersion, "V8 " + ToString(version) + " is not known");
}

SpaceVtables VtablesOf(const V8Layout& layout, const IsolateObjects& objects) {
  return {.old_space = VtableOf(layout, objects, "old"),
          .new_space = VtableOf(layout, objects, "new"),
          .large_object_space = VtableOf(layout, objects, "large_object")};
}

Result<std::shared_ptr<const CheckedLayout>> FindProcessLayout(const MappedMemory& memory,
                                                               const V8Layout& searched,
                                                               const IsolateObjects& objects) {
  auto layout = FindV8Layout(searched.version) != nullptr ? CheckRow(memory, searched, objects)
                                                          : DeriveLayout(memory, searched, objects);
  if (!layout) return Fail(layout);
  return std::make_shared<const CheckedLayout>(std::move(*layout));
}

}  // namespace heap_exporter
