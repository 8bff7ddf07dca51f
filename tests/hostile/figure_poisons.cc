#include <array>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

constexpr std::uint64_t kHuge = std::uint64_t{1} << 63;

std::uint64_t PathEnd(std::uint64_t object, const WordPath& path) {
  return path.inner ? RealNode::At(object + path.offset) + *path.inner : object + path.offset;
}

// All paged spaces have so many bytes, and V8's allocator agrees as far as they can be added up.
void CommitEverywhere(RealNode& node, std::uint64_t bytes) {
  const V8Layout& layout = node.layout();
  for (std::size_t id = 0; id < layout.spaces.size(); ++id) {
    const std::uint64_t space = node.isolate(0).spaces[id];
    if (space == 0 || layout.spaces[id].kind != SpaceKind::kPaged) continue;
    const std::uint64_t before = RealNode::At(space + layout.SpaceCommitted());
    RealNode::At(space + layout.SpaceCommitted()) = bytes;
    RealNode::Add(node.isolate(0).allocator_size, bytes - before);
  }
}

Outcome SumsOverflow(RealNode& node) {
  CommitEverywhere(node, kHuge);
  return Refused(Reason::kInconsistent);
}

Outcome LargerThanItsLimit(RealNode& node) {
  CommitEverywhere(node, std::uint64_t{1} << 50);
  return Refused(Reason::kInconsistent);
}

Outcome UsesMoreThanItHas(RealNode& node) {
  RealNode::At(node.space("old") + node.layout().paged.size) = std::uint64_t{1} << 40;
  return Refused(Reason::kInconsistent);
}

Outcome LargeObjectsHuge(RealNode& node) {
  RealNode::At(node.space("large_object") + node.layout().large_objects_size) = UINT64_MAX;
  return Refused(Reason::kInconsistent);
}

Outcome LimitOverflows(RealNode& node) {
  RealNode::At(node.isolate(0).heap + node.layout().heap.max_semi_space_size) = kHuge;
  return Refused(Reason::kInconsistent);
}

Outcome LimitZero(RealNode& node) {
  const HeapLayout& heap = node.layout().heap;
  RealNode::At(PathEnd(node.isolate(0).heap, heap.max_old_generation_size)) = 0;
  RealNode::At(node.isolate(0).heap + heap.max_semi_space_size) = 0;
  return kEither;
}

// Add-ons that count wrongly do this; it says nothing about the rest.
Outcome ExternalNegative(RealNode& node) {
  RealNode::At(PathEnd(node.isolate(0).heap, node.layout().heap.external_memory)) = UINT64_MAX - 4;
  return kEither;
}

Outcome SemispacesOverflow(RealNode& node) {
  RealNode::At(node.space("new") + node.layout().new_space.to_committed) = kHuge;
  RealNode::At(node.space("new") + node.layout().new_space.from_committed) = kHuge;
  return Refused(Reason::kInconsistent);
}

Outcome NewSpaceTopNowhere(RealNode& node) {
  RealNode::At(PathEnd(node.space("new"), node.layout().new_space.top)) = UINT64_MAX;
  return kEither;
}

Outcome AreaTorn(RealNode& node) {
  if (node.isolate(0).old_area == 0) return kFigures;  // this V8 has no such area
  RealNode::At(node.isolate(0).old_area + kWord) = UINT64_MAX;
  return Refused(Reason::kInconsistent);
}

Outcome EndlessCollection(RealNode& node) {
  RealNode::At(node.isolate(0).heap + node.layout().heap.gc_state) = 2;
  return Refused(Reason::kGcRunning);
}

Outcome CollectionsWithoutEnd(RealNode& node) {
  RealNode::At(node.isolate(0).heap + node.layout().heap.mark_compacts) = UINT64_MAX;
  return kFigures;
}

constexpr std::array kPoisons = {
    Poison{"sums_overflow", SumsOverflow},
    Poison{"larger_than_its_limit", LargerThanItsLimit},
    Poison{"uses_more_than_it_has", UsesMoreThanItHas},
    Poison{"large_objects_huge", LargeObjectsHuge},
    Poison{"limit_overflows", LimitOverflows},
    Poison{"limit_zero", LimitZero},
    Poison{"external_negative", ExternalNegative},
    Poison{"semispaces_overflow", SemispacesOverflow},
    Poison{"new_space_top_nowhere", NewSpaceTopNowhere},
    Poison{"area_torn", AreaTorn},
    Poison{"endless_collection", EndlessCollection},
    Poison{"collections_without_end", CollectionsWithoutEnd},
};

}  // namespace

std::span<const Poison> FigurePoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
