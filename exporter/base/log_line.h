#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace heap_exporter {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

// One fact beside a message. The key is ours: lower case letters, digits and '_', none of `ts`,
// `level` and `msg`. The value may be anything, also what a target made up.
struct LogField {
  std::string_view key;
  std::string_view value;
};

using LogFields = std::initializer_list<LogField>;

// What is longer is cut and ends in "...".
inline constexpr std::size_t kMaxLogTextBytes = 2048;

// One line without its end of line, for example
//   ts=2026-01-02T03:04:05.678Z level=warn msg="heap figures cannot be read" pid=12
//   {"ts":"2026-01-02T03:04:05.678Z","level":"warn","msg":"heap figures cannot be read","pid":"12"}
// Whatever message and values hold, the result is one line of printable UTF-8 that says just this.
[[nodiscard]] std::string FormatLogLine(LogFormat format, LogLevel level,
                                        std::chrono::system_clock::time_point moment,
                                        std::string_view message, LogFields fields);

}  // namespace heap_exporter
