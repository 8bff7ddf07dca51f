#pragma once

#include <cstdint>
#include <optional>

#include "model/sample.h"

namespace heap_exporter {

// What this process itself uses. Absent where /proc cannot be read.
struct SelfUsage {
  ProcessUsage usage;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;
};

// Reads it now, from /proc/self, whatever root of /proc the targets are read from.
[[nodiscard]] std::optional<SelfUsage> ReadSelfUsage();

}  // namespace heap_exporter
