#include "base/utc_time.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace heap_exporter {
namespace {

// The moment without its time zone, so that a fraction can follow.
std::string DateTime(std::chrono::sys_seconds moment) {
  const std::time_t seconds = moment.time_since_epoch().count();
  std::tm fields{};
  gmtime_r(&seconds, &fields);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &fields);
  return text.data();
}

}  // namespace

std::string FormatUtcSeconds(std::chrono::sys_seconds moment) { return DateTime(moment) + "Z"; }

std::string FormatUtcMilliseconds(std::chrono::system_clock::time_point moment) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
  const auto fraction = std::chrono::floor<std::chrono::milliseconds>(moment - seconds);
  std::array<char, sizeof ".000Z"> text{};
  std::snprintf(text.data(), text.size(), ".%03uZ", static_cast<unsigned>(fraction.count()) % 1000);
  return DateTime(seconds) + text.data();
}

}  // namespace heap_exporter
