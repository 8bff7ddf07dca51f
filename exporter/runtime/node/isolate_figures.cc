#include "runtime/node/isolate_figures.h"

#include <algorithm>
#include <string>

#include "base/bytes.h"
#include "runtime/node/new_space.h"

namespace heap_exporter {
namespace {

// Committed bytes may exceed the limit for a moment: V8 promotes survivors before it looks at the
// limit.
constexpr std::uint64_t kOverLimit = 16 * 1024 * 1024;
constexpr double kMicrosecondsPerSecond = 1e6;

// What is smaller is not free but wasted (FreeList::kMinBlockSize, src/heap/free-list.h).
constexpr std::uint64_t kMinFreeBlock = 24;

tl::unexpected<Error> Inconsistent(std::string detail) {
  return Fail(Reason::kInconsistent, std::move(detail));
}

Result<void> CheckHead(const SpaceHead& head, std::uint64_t heap, const Words& words) {
  if (words[head.vtable] != head.object.vtable || words[head.heap] != heap ||
      static_cast<std::uint32_t>(words[head.id]) != head.object.id) {
    return Fail(Reason::kLayoutMismatch,
                std::string(head.info.name) + " space is not where it was");
  }
  return {};
}

// What of `used` bytes is free after all: the rest of the linear allocation area, where V8 counts
// it so.
Result<std::uint64_t> UnusedRest(const SpacePlan& plan, std::uint64_t page_size,
                                 const Words& words) {
  if (!plan.area) return 0;
  return AreaRest(*plan.area, page_size, words);
}

Result<HeapSpace> ReadSpace(const SpacePlan& plan, const V8Layout& layout, const Words& words) {
  const auto rest = UnusedRest(plan, layout.page_size, words);
  if (!rest) return Fail(rest);
  HeapSpace space;
  space.name = plan.head.info.name;
  space.total = words[plan.committed];
  const std::uint64_t used = words[plan.used];
  const std::uint64_t capacity = plan.capacity ? words[*plan.capacity] : space.total;
  if (used > capacity || capacity > space.total || *rest > used) {
    return Inconsistent(std::string(space.name) + " space uses more than it has");
  }
  space.used = used - *rest;
  if (plan.free_bytes) {
    const bool goes_back = layout.unused_areas_are_free && *rest >= kMinFreeBlock;
    space.available = words[*plan.free_bytes] + (goes_back ? *rest : 0);
  }
  // LargeObjectSpace::Available() is 0 by definition, and such a space has no counter of its own
  // for committed_physical_: V8 reports committed bytes (src/heap/large-spaces.cc).
  if (plan.head.info.kind == SpaceKind::kLarge) {
    space.physical = space.total;
    if (plan.head.info.name != "new_large_object") space.available = 0;
  }
  if (plan.physical) space.physical = KnownPhysical(words[*plan.physical], space.total);
  if (space.available.value_or(0) > space.total) {
    return Inconsistent(std::string(space.name) + " space has more free than committed");
  }
  return space;
}

Result<std::vector<HeapSpace>> ReadSpaces(const IsolatePlan& plan, const Words& words) {
  std::vector<HeapSpace> spaces;
  spaces.reserve(plan.spaces.size() + 1);
  auto new_space = ReadNewSpace(plan.new_space, plan.layout->layout, words);
  if (!new_space) return Fail(new_space);
  spaces.push_back(*new_space);
  for (const SpacePlan& space_plan : plan.spaces) {
    auto space = ReadSpace(space_plan, plan.layout->layout, words);
    if (!space) return Fail(space);
    spaces.push_back(*space);
  }
  return spaces;
}

Result<void> CheckHeads(const IsolatePlan& plan, const Words& words) {
  if (auto checked = CheckHead(plan.new_space.head, plan.heap, words); !checked) return checked;
  for (const SpacePlan& space : plan.spaces) {
    if (auto checked = CheckHead(space.head, plan.heap, words); !checked) return checked;
  }
  return {};
}

GcCounts ReadGcCounts(const HeapPlan& plan, const Words& words) {
  const std::uint64_t counts = words[plan.gc_counts];
  const auto mark_compacts = static_cast<std::uint32_t>(counts);
  const auto all = static_cast<std::uint32_t>(counts >> 32);
  GcCounts gc{.major = mark_compacts,
              .minor = all >= mark_compacts ? all - mark_compacts : 0,
              .pause_seconds = std::nullopt};
  if (plan.gc_pause) {
    const std::uint64_t pause =
        words[*plan.gc_pause] + (plan.gc_pause_more ? words[*plan.gc_pause_more] : 0);
    gc.pause_seconds = static_cast<double>(pause) / kMicrosecondsPerSecond;
  }
  return gc;
}

// v8::internal::Heap::MaxReserved() (src/heap/heap.cc): the old generation and three semi-spaces.
Result<std::uint64_t> ReadLimit(const HeapPlan& plan, const Words& words) {
  const auto semi_spaces = CheckedMultiply(words[plan.max_semi_space_size], 3);
  const auto limit =
      semi_spaces ? CheckedAdd(*semi_spaces, words[plan.max_old_generation_size]) : std::nullopt;
  if (!limit) return Inconsistent("the heap limit does not fit in 64 bits");
  return *limit;
}

// V8 keeps a signed number, which add-ons that count wrongly can drive below 0: then it means
// nothing.
std::optional<std::uint64_t> ReadExternal(const HeapPlan& plan, const Words& words) {
  const std::uint64_t external =
      words[plan.external] + (plan.external_more ? words[*plan.external_more] : 0);
  if (external > INT64_MAX) return std::nullopt;
  return external;
}

Result<void> CheckSums(const IsolateHeap& heap) {
  if (heap.used.value_or(0) > heap.total) return Inconsistent("the heap uses more than it has");
  if (heap.limit && heap.total > *heap.limit && heap.total - *heap.limit > kOverLimit) {
    return Inconsistent("the heap is far larger than its limit");
  }
  return {};
}

// Sums up the spaces; each summand was checked against the heap's limit only afterwards, so the
// sums are checked for overflow here. What is not known of one space is not known of the heap.
Result<void> AddSpaces(IsolateHeap& heap) {
  heap.used = 0;
  for (const HeapSpace& space : heap.spaces) {
    const auto total = CheckedAdd(heap.total, space.total);
    if (!total) return Inconsistent("the spaces together do not fit in 64 bits");
    heap.total = *total;
    // No space uses more than its total.
    heap.used = heap.used && space.used ? std::optional(*heap.used + *space.used) : std::nullopt;
  }
  return {};
}

// Where V8 does not count what of a space is resident, all of it is taken to be.
std::uint64_t ResidentBytes(const IsolateHeap& heap) {
  std::uint64_t sum = 0;
  for (const HeapSpace& space : heap.spaces) sum += space.physical.value_or(space.total);
  return sum;
}

Result<void> AddHeapWords(IsolateHeap& heap, const IsolatePlan& plan, const Words& words) {
  heap.external = ReadExternal(*plan.heap_words, words);
  heap.gc = ReadGcCounts(*plan.heap_words, words);
  heap.resident = ResidentBytes(heap);
  // How many semispaces V8 adds to its limit depends on what the new space is.
  if (!plan.new_space.use) return {};
  const auto limit = ReadLimit(*plan.heap_words, words);
  if (!limit) return Fail(limit);
  heap.limit = *limit;
  return {};
}

bool IsCollecting(const IsolatePlan& plan, const Words& words) {
  return plan.heap_words && static_cast<std::uint32_t>(words[plan.heap_words->gc_state]) != 0;
}

}  // namespace

Result<IsolateFigures> ReadFigures(const IsolatePlan& plan, const Words& words) {
  if (words[plan.registered_isolate] != plan.entry.isolate) {
    return Fail(Reason::kLayoutMismatch, "the isolate is gone");
  }
  if (auto checked = CheckHeads(plan, words); !checked) return Fail(checked);
  if (IsCollecting(plan, words)) {
    return Fail(Reason::kGcRunning, "a garbage collection is running");
  }
  auto spaces = ReadSpaces(plan, words);
  if (!spaces) return Fail(spaces);

  IsolateHeap heap;
  heap.spaces = std::move(*spaces);
  if (auto done = AddSpaces(heap); !done) return Fail(done);
  if (plan.heap_words) {
    if (auto done = AddHeapWords(heap, plan, words); !done) return Fail(done);
  }
  if (plan.array_buffers) heap.array_buffers = words[*plan.array_buffers];
  if (auto checked = CheckSums(heap); !checked) return Fail(checked);
  const bool sum_confirmed = words[plan.allocator_size] == heap.total;
  if (!plan.heap_words && !sum_confirmed) {
    return Inconsistent("the sum of the spaces is not what V8's allocator counts");
  }
  return IsolateFigures{.heap = std::move(heap), .sum_confirmed = sum_confirmed};
}

}  // namespace heap_exporter
