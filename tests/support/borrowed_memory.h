#pragma once

#include <memory>

#include "os/memory.h"

namespace heap_exporter::testing {

// Lends a memory to a reader, which wants to own one. `memory` must outlive the result.
inline std::unique_ptr<Memory> Borrow(const Memory& memory) {
  class Borrowed : public Memory {
   public:
    explicit Borrowed(const Memory& lender) : lender_(lender) {}
    Result<void> Read(std::span<const MemoryRange> ranges,
                      std::span<std::byte> out) const override {
      return lender_.Read(ranges, out);
    }

   private:
    const Memory& lender_;
  };
  return std::make_unique<Borrowed>(memory);
}

}  // namespace heap_exporter::testing
