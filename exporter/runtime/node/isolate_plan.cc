#include "runtime/node/isolate_plan.h"

#include <algorithm>

namespace heap_exporter {
namespace {

// Adds words of one isolate's objects to the set, following the pointers of WordPaths.
class PlanBuilder {
 public:
  PlanBuilder(const MappedMemory& memory, const IsolateObjects& objects, WordSet& words)
      : memory_(memory), objects_(objects), words_(words) {}

  WordSet::Slot Add(std::uint64_t object, std::uint32_t offset) {
    return words_.Add(object + offset);
  }

  Result<WordSet::Slot> Add(std::uint64_t object, const WordPath& path) {
    if (!path.inner) return Add(object, path.offset);
    const auto pointer = memory_.Word(object + path.offset);
    if (!pointer) return Fail(pointer);
    if (!memory_.IsObject(*pointer, *path.inner + kWord)) {
      return Fail(Reason::kLayoutMismatch, "a pointer of the heap leads nowhere");
    }
    return Add(*pointer, *path.inner);
  }

  std::optional<WordSet::Slot> Add(std::uint64_t object,
                                   const std::optional<std::uint32_t>& offset) {
    if (!offset) return std::nullopt;
    return Add(object, *offset);
  }

  Result<std::optional<WordSet::Slot>> Add(std::uint64_t object,
                                           const std::optional<WordPath>& path) {
    if (!path) return std::nullopt;
    return Add(object, *path);
  }

  // The area that the space itself holds, or else the one that a MainAllocator holds for it.
  std::optional<AreaSlots> AddArea(const SpaceObject& space,
                                   std::optional<std::uint32_t> area_top) {
    if (area_top) {
      return AreaSlots{.start = std::nullopt,
                       .top = Add(space.address, *area_top),
                       .limit = Add(space.address, *area_top + kWord)};
    }
    const auto found = objects_.allocation_areas.find(space.id);
    if (found == objects_.allocation_areas.end()) return std::nullopt;
    return AreaSlots{.start = Add(found->second, 0),
                     .top = Add(found->second, kWord),
                     .limit = Add(found->second, 2 * kWord)};
  }

  SpaceHead AddHead(const SpaceObject& space, const V8Layout& layout) {
    return {.info = layout.spaces[space.id],
            .object = space,
            .vtable = Add(space.address, 0),
            .heap = Add(space.address, layout.space_heap),
            .id = Add(space.address, layout.SpaceId())};
  }

 private:
  const MappedMemory& memory_;
  const IsolateObjects& objects_;
  WordSet& words_;
};

Result<SpacePlan> PlanPagedSpace(PlanBuilder& builder, const SpaceObject& space, SpacePlan plan,
                                 const PagedSpaceLayout& layout) {
  plan.used = builder.Add(space.address, layout.size);
  plan.capacity = builder.Add(space.address, layout.size - kCapacityBeforeSize);
  plan.physical = builder.Add(space.address, layout.physical);
  plan.area = builder.AddArea(space, layout.area_top);
  const auto free_bytes = builder.Add(space.address, layout.free_bytes);
  if (!free_bytes) return Fail(free_bytes);
  plan.free_bytes = *free_bytes;
  return plan;
}

Result<SpacePlan> PlanSpace(PlanBuilder& builder, const SpaceObject& space,
                            const V8Layout& layout) {
  const SpaceInfo& info = layout.spaces[space.id];
  SpacePlan plan;
  plan.head = builder.AddHead(space, layout);
  plan.committed = builder.Add(space.address, layout.SpaceCommitted());
  if (info.kind == SpaceKind::kPaged) {
    return PlanPagedSpace(builder, space, std::move(plan), layout.paged);
  }
  plan.used = builder.Add(space.address, info.kind == SpaceKind::kLarge ? layout.large_objects_size
                                                                        : *layout.read_only_used);
  // The read-only space was a paged one, with an area of its own, where paged spaces still have
  // theirs.
  if (info.kind == SpaceKind::kReadOnly && layout.paged.area_top) {
    plan.area = builder.AddArea(space, layout.paged.area_top);
  }
  return plan;
}

Result<NewSpaceUsePlan> PlanNewSpaceUse(PlanBuilder& builder, const SpaceObject& space,
                                        const SpaceObject& old_space, const V8Layout& layout) {
  const NewSpaceLayout& offsets = layout.new_space;
  NewSpaceUsePlan plan;
  plan.pages =
      builder.Add(space.address, offsets.use.capacity.value_or(offsets.use.pages_used.value_or(0)));
  plan.extra_used = builder.Add(space.address, offsets.extra_used);
  plan.area = builder.AddArea(space, std::nullopt);
  if (!offsets.page_bytes) {
    plan.old_area_size = builder.Add(old_space.address, layout.paged.size - kAreaSizeBeforeSize);
  }
  const auto top = builder.Add(space.address, offsets.top);
  if (!top) return Fail(top);
  plan.top = *top;
  return plan;
}

Result<NewSpacePlan> PlanNewSpace(PlanBuilder& builder, const SpaceObject& space,
                                  const SpaceObject& old_space, const CheckedLayout& checked) {
  const NewSpaceLayout& offsets = checked.layout.new_space;
  NewSpacePlan plan;
  plan.head = builder.AddHead(space, checked.layout);
  if (checked.new_space_committed) {
    plan.committed = {builder.Add(space.address, *checked.new_space_committed)};
  } else {
    plan.committed = {builder.Add(space.address, offsets.to_committed),
                      builder.Add(space.address, offsets.from_committed)};
  }
  if (!checked.is_new_space_known) return plan;
  if (const auto distance = offsets.physical_distance) {
    plan.physical = {builder.Add(space.address, offsets.to_committed + *distance),
                     builder.Add(space.address, offsets.from_committed + *distance)};
  }
  const auto use = PlanNewSpaceUse(builder, space, old_space, checked.layout);
  if (!use) return Fail(use);
  plan.use = *use;
  return plan;
}

Result<void> PlanSpaces(PlanBuilder& builder, const IsolateObjects& objects, IsolatePlan& plan) {
  const V8Layout& layout = plan.layout->layout;
  const auto named = [&](std::string_view name) {
    return *std::find_if(
        objects.spaces.begin(), objects.spaces.end(),
        [&](const SpaceObject& space) { return layout.spaces[space.id].name == name; });
  };
  auto new_space = PlanNewSpace(builder, named("new"), named("old"), *plan.layout);
  if (!new_space) return Fail(new_space);
  plan.new_space = std::move(*new_space);
  for (const SpaceObject& space : objects.spaces) {
    if (layout.spaces[space.id].kind == SpaceKind::kNew) continue;
    auto space_plan = PlanSpace(builder, space, layout);
    if (!space_plan) return Fail(space_plan);
    plan.spaces.push_back(std::move(*space_plan));
  }
  return {};
}

Result<HeapPlan> PlanHeap(PlanBuilder& builder, std::uint64_t heap, const HeapLayout& offsets) {
  HeapPlan plan;
  plan.max_semi_space_size = builder.Add(heap, offsets.max_semi_space_size);
  plan.gc_state = builder.Add(heap, offsets.gc_state);
  plan.gc_counts = builder.Add(heap, offsets.mark_compacts);
  plan.gc_pause = builder.Add(heap, offsets.gc_pause);
  plan.gc_pause_more = builder.Add(heap, offsets.gc_pause_more);
  const auto max_old = builder.Add(heap, offsets.max_old_generation_size);
  const auto external = builder.Add(heap, offsets.external_memory);
  const auto external_more = builder.Add(heap, offsets.external_memory_more);
  if (!max_old) return Fail(max_old);
  if (!external) return Fail(external);
  if (!external_more) return Fail(external_more);
  plan.max_old_generation_size = *max_old;
  plan.external = *external;
  plan.external_more = *external_more;
  return plan;
}

}  // namespace

Result<IsolatePlan> MakeIsolatePlan(const MappedMemory& memory, const CheckedLayout& layout,
                                    const IsolateObjects& objects, const IsolateEntry& entry,
                                    IsolateOwner owner, WordSet& words) {
  PlanBuilder builder(memory, objects, words);
  IsolatePlan plan;
  plan.layout = &layout;
  plan.entry = entry;
  plan.owner = owner;
  plan.heap = objects.heap;
  plan.registered_isolate = builder.Add(entry.node, kWord);
  if (auto done = PlanSpaces(builder, objects, plan); !done) return Fail(done);
  const HeapLayout& offsets = layout.layout.heap;
  const auto allocator_size = builder.Add(objects.heap, offsets.memory_allocator_size);
  if (!allocator_size) return Fail(allocator_size);
  plan.allocator_size = *allocator_size;
  if (layout.is_heap_known) {
    const auto heap_words = PlanHeap(builder, objects.heap, offsets);
    if (!heap_words) return Fail(heap_words);
    plan.heap_words = *heap_words;
  }
  return plan;
}

}  // namespace heap_exporter
