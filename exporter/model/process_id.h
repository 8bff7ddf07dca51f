#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>

namespace heap_exporter {

// The identity of a process. A pid alone is none: the kernel hands pids out again.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  // clock ticks after boot, field 22 of /proc/PID/stat

  auto operator<=>(const ProcessId&) const = default;
};

}  // namespace heap_exporter
