#include "runtime/node/new_space.h"

#include "base/bytes.h"

namespace heap_exporter {
namespace {

tl::unexpected<Error> Inconsistent(const char* detail) {
  return Fail(Reason::kInconsistent, detail);
}

// Where the next object goes. What V8 keeps as top may be the end of an allocation area that is
// only partly used; then the area's own top counts.
std::uint64_t ReadTop(const NewSpacePlan& plan, const Words& words) {
  const std::uint64_t top = words[plan.top];
  return plan.area && words[plan.area->limit] == top ? words[plan.area->top] : top;
}

// SemiSpaceNewSpace::Size() (src/heap/new-spaces.cc): the full pages before the current one, and
// what is below `top` in that.
Result<std::uint64_t> BytesBelowTop(std::uint64_t capacity, std::uint64_t top,
                                    std::uint64_t page_bytes) {
  if (capacity == 0 || top == 0) return 0;
  if (page_bytes > kV8PageSize || page_bytes < kV8PageSize / 2 || capacity < kV8PageSize) {
    return Inconsistent("new space has odd pages");
  }
  const std::uint64_t full_pages = capacity / kV8PageSize - 1;
  const std::uint64_t page_header = kV8PageSize - page_bytes;
  const std::uint64_t offset_of_top = ((top - 1) & (kV8PageSize - 1)) + 1;
  const auto full_bytes = CheckedMultiply(full_pages, page_bytes);
  if (!full_bytes || offset_of_top < page_header) return Inconsistent("new space has an odd top");
  return *full_bytes + (offset_of_top - page_header);
}

}  // namespace

Result<std::uint64_t> AreaRest(const AreaSlots& area, const Words& words) {
  const std::uint64_t start = words[area.start];
  const std::uint64_t top = words[area.top];
  const std::uint64_t limit = words[area.limit];
  if (start > top || top > limit || limit - top > kV8PageSize) {
    return Inconsistent("a linear allocation area is torn");
  }
  return limit - top;
}

Result<HeapSpace> ReadNewSpace(const NewSpacePlan& plan, const V8Layout& layout,
                               const Words& words) {
  const std::uint64_t page_bytes =
      plan.old_area_size ? words[*plan.old_area_size] : layout.new_space.page_bytes.value_or(0);
  if (plan.area) {
    if (const auto rest = AreaRest(*plan.area, words); !rest) return Fail(rest);
  }
  const auto below_top = BytesBelowTop(words[plan.capacity], ReadTop(plan, words), page_bytes);
  if (!below_top) return Fail(below_top);
  const auto total = CheckedAdd(words[plan.to_committed], words[plan.from_committed]);
  const auto used = CheckedAdd(*below_top, plan.extra_used ? words[*plan.extra_used] : 0);
  if (!total || !used || *used > *total) return Inconsistent("new space uses more than it has");

  HeapSpace space;
  space.name = plan.head.info.name;
  space.total = *total;
  space.used = *used;
  if (plan.to_physical && plan.from_physical) {
    const auto physical = CheckedAdd(words[*plan.to_physical], words[*plan.from_physical]);
    if (physical) space.physical = KnownPhysical(*physical, *total);
  }
  return space;
}

}  // namespace heap_exporter
