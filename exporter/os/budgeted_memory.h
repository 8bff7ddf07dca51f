#pragma once

#include <cstddef>

#include "os/memory.h"

namespace heap_exporter {

// Another memory, of which only so much may be read: whoever follows pointers that a hostile
// process laid out comes to an end. Not for several threads.
class BudgetedMemory : public Memory {
 public:
  // `memory` must outlive this. Each range that is read is one step, and so is each call.
  BudgetedMemory(const Memory& memory, std::size_t steps) : memory_(memory), steps_left_(steps) {}

  // Errors as of Memory::Read; kLimitExceeded once the steps are used up.
  [[nodiscard]] Result<void> Read(std::span<const MemoryRange> ranges,
                                  std::span<std::byte> out) const override;

  [[nodiscard]] std::size_t steps_left() const { return steps_left_; }

 private:
  const Memory& memory_;
  mutable std::size_t steps_left_;
};

}  // namespace heap_exporter
