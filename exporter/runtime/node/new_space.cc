#include "runtime/node/new_space.h"

#include "base/bytes.h"

namespace heap_exporter {
namespace {

tl::unexpected<Error> Inconsistent(const char* detail) {
  return Fail(Reason::kInconsistent, detail);
}

// Where the next object goes. What V8 keeps as top may be the end of an allocation area that is
// only partly used; then the area's own top counts.
std::uint64_t ReadTop(const NewSpaceUsePlan& plan, const Words& words) {
  const std::uint64_t top = words[plan.top];
  return plan.area && words[plan.area->limit] == top ? words[plan.area->top] : top;
}

// How many pages are full; nothing where the space has none at all.
Result<std::optional<std::uint64_t>> FullPages(std::uint64_t use, const V8Layout& layout) {
  if (layout.new_space.use.pages_used) {
    return static_cast<std::uint32_t>(use);
  }
  if (use == 0) return std::nullopt;
  if (use < layout.page_size) return Inconsistent("new space has odd pages");
  return use / layout.page_size - 1;
}

// SemiSpaceNewSpace::Size() (src/heap/new-spaces.cc; up to V8 8.4 NewSpace::Size() of
// src/heap/spaces.h): the full pages before the current one, and what is below `top` in that.
Result<std::uint64_t> BytesBelowTop(std::uint64_t use, std::uint64_t top, std::uint64_t page_bytes,
                                    const V8Layout& layout) {
  const auto full_pages = FullPages(use, layout);
  if (!full_pages) return Fail(full_pages);
  if (!*full_pages || top == 0) return 0;
  const std::uint64_t page_size = layout.page_size;
  if (page_bytes > page_size || page_bytes < page_size / 2) {
    return Inconsistent("new space has odd pages");
  }
  const std::uint64_t page_header = page_size - page_bytes;
  const std::uint64_t offset_of_top = ((top - 1) & (page_size - 1)) + 1;
  const auto full_bytes = CheckedMultiply(**full_pages, page_bytes);
  if (!full_bytes || offset_of_top < page_header) return Inconsistent("new space has an odd top");
  return *full_bytes + (offset_of_top - page_header);
}

Result<std::uint64_t> Sum(const std::vector<WordSet::Slot>& slots, const Words& words) {
  std::uint64_t sum = 0;
  for (const WordSet::Slot slot : slots) {
    const auto next = CheckedAdd(sum, words[slot]);
    if (!next) return Inconsistent("the semispaces do not fit in 64 bits");
    sum = *next;
  }
  return sum;
}

Result<std::uint64_t> ReadUse(const NewSpaceUsePlan& plan, const V8Layout& layout,
                              const Words& words) {
  const std::uint64_t page_bytes =
      plan.old_area_size ? words[*plan.old_area_size] : layout.new_space.page_bytes.value_or(0);
  if (plan.area) {
    if (const auto rest = AreaRest(*plan.area, layout.page_size, words); !rest) return Fail(rest);
  }
  const auto below_top = BytesBelowTop(words[plan.pages], ReadTop(plan, words), page_bytes, layout);
  if (!below_top) return Fail(below_top);
  const auto used = CheckedAdd(*below_top, plan.extra_used ? words[*plan.extra_used] : 0);
  if (!used) return Inconsistent("new space uses more than fits in 64 bits");
  return *used;
}

}  // namespace

Result<std::uint64_t> AreaRest(const AreaSlots& area, std::uint64_t page_size, const Words& words) {
  const std::uint64_t top = words[area.top];
  const std::uint64_t limit = words[area.limit];
  const std::uint64_t start = area.start ? words[*area.start] : top;
  if (start > top || top > limit || limit - top > page_size) {
    return Inconsistent("a linear allocation area is torn");
  }
  return limit - top;
}

Result<HeapSpace> ReadNewSpace(const NewSpacePlan& plan, const V8Layout& layout,
                               const Words& words) {
  HeapSpace space;
  space.name = plan.head.info.name;
  const auto total = Sum(plan.committed, words);
  if (!total) return Fail(total);
  space.total = *total;
  if (plan.use) {
    const auto used = ReadUse(*plan.use, layout, words);
    if (!used) return Fail(used);
    if (*used > *total) return Inconsistent("new space uses more than it has");
    space.used = *used;
  }
  if (!plan.physical.empty()) {
    if (const auto physical = Sum(plan.physical, words)) {
      space.physical = KnownPhysical(*physical, *total);
    }
  }
  return space;
}

}  // namespace heap_exporter
