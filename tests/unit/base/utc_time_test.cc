#include "base/utc_time.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using std::chrono::system_clock;

TEST_CASE("whole seconds are written as RFC 3339 in UTC") {
  CHECK(FormatUtcSeconds(sys_seconds(seconds(0))) == "1970-01-01T00:00:00Z");
  CHECK(FormatUtcSeconds(sys_seconds(seconds(1767323045))) == "2026-01-02T03:04:05Z");
}

TEST_CASE("milliseconds have three digits") {
  const system_clock::time_point moment{seconds(1767323045)};
  CHECK(FormatUtcMilliseconds(moment + milliseconds(678)) == "2026-01-02T03:04:05.678Z");
  CHECK(FormatUtcMilliseconds(moment + milliseconds(7)) == "2026-01-02T03:04:05.007Z");
}

TEST_CASE("what is finer than a millisecond is cut off") {
  const system_clock::time_point moment{seconds(1767323045)};
  const auto nearly_next = std::chrono::microseconds(999'999);
  CHECK(FormatUtcMilliseconds(moment + nearly_next) == "2026-01-02T03:04:05.999Z");
}

TEST_CASE("a moment before 1970 has its fraction counted forward") {
  const system_clock::time_point moment{milliseconds(-1)};
  CHECK(FormatUtcMilliseconds(moment) == "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace heap_exporter
