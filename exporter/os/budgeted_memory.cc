#include "os/budgeted_memory.h"

namespace heap_exporter {

Result<void> BudgetedMemory::Read(std::span<const MemoryRange> ranges,
                                  std::span<std::byte> out) const {
  const std::size_t steps = ranges.size() + 1;
  if (steps > steps_left_) {
    steps_left_ = 0;
    return Fail(Reason::kLimitExceeded, "finding the figures takes too long");
  }
  steps_left_ -= steps;
  return memory_.Read(ranges, out);
}

}  // namespace heap_exporter
