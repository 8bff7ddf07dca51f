#include "runtime/node/derived_layout.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "runtime/node/memory_allocator.h"
#include "runtime/node/space_accessors.h"

namespace heap_exporter {
namespace {

constexpr V8Minor kFirstWithTheseSpaces = {.major = 12, .minor = 9};

tl::unexpected<Error> Unsupported(const V8Layout& layout, const char* why) {
  return Fail(Reason::kUnsupportedVersion,
              "V8 " + ToString(layout.version) + " is not known, and " + why);
}

const SpaceObject* Named(const V8Layout& layout, const IsolateObjects& objects,
                         std::string_view name) {
  const auto found =
      std::find_if(objects.spaces.begin(), objects.spaces.end(),
                   [&](const SpaceObject& space) { return layout.spaces[space.id].name == name; });
  return found == objects.spaces.end() ? nullptr : &*found;
}

// Decodes the spaces one after the other, each in the place of its kind: whatever pair of classes
// is looked at, the code must say the same, or a space is not of the kind that it is taken for.
Result<DecodedSpaces> DecodeAll(const MappedMemory& memory, const V8Layout& layout,
                                const IsolateObjects& objects) {
  const SpaceObject* const old_space = Named(layout, objects, "old");
  const SpaceObject* const new_space = Named(layout, objects, "new");
  const SpaceObject* const large = Named(layout, objects, "large_object");
  if (old_space == nullptr || new_space == nullptr || large == nullptr) {
    return Fail(Reason::kNotReady, "spaces are missing");
  }
  std::optional<DecodedSpaces> all;
  for (const SpaceObject& space : objects.spaces) {
    const SpaceKind kind = layout.spaces[space.id].kind;
    const SpaceVtables vtables{
        .old_space = kind == SpaceKind::kPaged ? space.vtable : old_space->vtable,
        .new_space = new_space->vtable,
        .large_object_space = kind == SpaceKind::kLarge ? space.vtable : large->vtable};
    const auto decoded =
        DecodeSpaceAccessors(memory, kOurInstructionSet, vtables, layout.SpaceCommitted());
    if (!decoded) return Fail(decoded);
    if (all && *all != *decoded) return Unsupported(layout, "its spaces are others");
    all = *decoded;
  }
  if (!all->paged_size || !all->large_objects_size || !all->to_committed) {
    return Unsupported(layout, "its code cannot be understood");
  }
  return *all;
}

Result<std::uint64_t> SumCommitted(const MappedMemory& memory, const V8Layout& layout,
                                   const IsolateObjects& objects) {
  std::vector<std::uint64_t> addresses;
  for (const SpaceObject& space : objects.spaces) {
    if (layout.spaces[space.id].kind == SpaceKind::kNew) {
      addresses.push_back(space.address + layout.new_space.to_committed);
      addresses.push_back(space.address + layout.new_space.from_committed);
    } else {
      addresses.push_back(space.address + layout.SpaceCommitted());
    }
  }
  const auto words = memory.Gather(addresses, 1);
  if (!words) return Fail(words);
  std::uint64_t sum = 0;
  for (const std::uint64_t committed : *words) {
    const auto next = CheckedAdd(sum, committed);
    if (!next) return Fail(Reason::kInconsistent, "the spaces do not fit in 64 bits");
    sum = *next;
  }
  return sum;
}

}  // namespace

std::optional<V8Layout> StandInLayout(V8Minor version) {
  const V8Layout& newest = V8Layouts().back();
  if (version < kFirstWithTheseSpaces) return std::nullopt;
  V8Layout layout;
  layout.version = version;
  layout.spaces = newest.spaces;
  layout.space_heap = newest.space_heap;
  layout.unused_areas_are_free = newest.unused_areas_are_free;
  return layout;
}

Result<CheckedLayout> DeriveLayout(const MappedMemory& memory, const V8Layout& stand_in,
                                   const IsolateObjects& objects) {
  const auto decoded = DecodeAll(memory, stand_in, objects);
  if (!decoded) return Fail(decoded);
  CheckedLayout derived;
  derived.verdict = RowVerdict::kUnknown;
  derived.layout = stand_in;
  derived.layout.paged.size = *decoded->paged_size;
  derived.layout.large_objects_size = *decoded->large_objects_size;
  derived.layout.new_space.to_committed = *decoded->to_committed;
  derived.layout.new_space.from_committed = *decoded->from_committed;
  derived.is_new_space_known = false;
  derived.is_heap_known = false;
  derived.detail = "V8 " + ToString(stand_in.version) + " has no row";
  const auto committed = SumCommitted(memory, derived.layout, objects);
  if (!committed) return Fail(committed);
  const auto path = FindMemoryAllocatorSize(memory, objects.isolate, objects.heap, *committed);
  if (!path) return Fail(path);
  derived.layout.heap.memory_allocator_size = *path;
  return derived;
}

}  // namespace heap_exporter
