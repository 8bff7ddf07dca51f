#pragma once

#include <chrono>
#include <string>

namespace heap_exporter {

// A moment as RFC 3339 writes it, in UTC: "2026-01-02T03:04:05Z" and "2026-01-02T03:04:05.678Z".
// What is finer is cut off.
[[nodiscard]] std::string FormatUtcSeconds(std::chrono::sys_seconds moment);
[[nodiscard]] std::string FormatUtcMilliseconds(std::chrono::system_clock::time_point moment);

}  // namespace heap_exporter
