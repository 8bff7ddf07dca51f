#include "runtime/node/gc_totals.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

constexpr std::uint64_t kMain = 0x1000;
constexpr std::uint64_t kWorker = 0x2000;

GcCounts CountsOf(std::uint64_t major, std::uint64_t minor,
                  std::optional<double> pause = std::nullopt) {
  return {.major = major, .minor = minor, .pause_seconds = pause};
}

void CheckSum(const GcTotals& totals, std::uint64_t major, std::uint64_t minor) {
  const GcCounts sum = totals.Sum();
  CHECK(sum.major == major);
  CHECK(sum.minor == minor);
}

}  // namespace

TEST_CASE("before any isolate was seen nothing is counted") {
  CheckSum(GcTotals(), 0, 0);
  CHECK_FALSE(GcTotals().Sum().pause_seconds);
}

TEST_CASE("the collections of all isolates are summed up") {
  GcTotals totals;
  totals.See(kMain, CountsOf(4, 15, 1.5));
  totals.See(kWorker, CountsOf(1, 2, 0.25));
  CheckSum(totals, 5, 17);
  CHECK(*totals.Sum().pause_seconds == Approx(1.75));
}

TEST_CASE("an isolate that is seen again is not counted twice") {
  GcTotals totals;
  totals.See(kMain, CountsOf(4, 15, 1.5));
  totals.See(kMain, CountsOf(4, 15, 1.5));
  totals.See(kMain, CountsOf(5, 18, 2.0));
  CheckSum(totals, 5, 18);
  CHECK(*totals.Sum().pause_seconds == Approx(2));
}

TEST_CASE("what an isolate had counted stays when it ends") {
  GcTotals totals;
  totals.See(kMain, CountsOf(4, 15, 1.5));
  totals.See(kWorker, CountsOf(1, 2, 0.25));
  for (int times = 0; times < 3; ++times) {
    totals.KeepOnly([](std::uint64_t isolate) { return isolate == kMain; });
    CheckSum(totals, 5, 17);
    CHECK(*totals.Sum().pause_seconds == Approx(1.75));
  }
  totals.KeepOnly([](std::uint64_t) { return false; });
  CheckSum(totals, 5, 17);
}

TEST_CASE("a new isolate at the address of one that ended is counted anew") {
  GcTotals totals;
  totals.See(kWorker, CountsOf(1, 2, 0.25));
  SECTION("the end was noticed") {
    totals.KeepOnly([](std::uint64_t) { return false; });
    totals.See(kWorker, CountsOf(3, 4, 0.5));
    CheckSum(totals, 4, 6);
    CHECK(*totals.Sum().pause_seconds == Approx(0.75));
  }
  SECTION("the end was missed but fewer major ones are counted") {
    totals.See(kWorker, CountsOf(0, 5));
    CheckSum(totals, 1, 7);
  }
  SECTION("the end was missed but fewer minor ones are counted") {
    totals.See(kWorker, CountsOf(2, 1));
    CheckSum(totals, 3, 3);
  }
}

TEST_CASE("the sum never goes down, whatever isolates come and go") {
  GcTotals totals;
  std::uint64_t last = 0;
  for (std::uint64_t step = 0; step < 200; ++step) {
    totals.See(step % 7, CountsOf(step % 11, step % 5));
    if (step % 3 == 0) {
      totals.KeepOnly([step](std::uint64_t isolate) { return isolate % 2 == step % 2; });
    }
    const GcCounts sum = totals.Sum();
    if (sum.major + sum.minor < last) FAIL("went down at step " << step);
    last = sum.major + sum.minor;
  }
  CHECK(last > 0);
}

TEST_CASE("pauses are known where one isolate tells them") {
  GcTotals totals;
  totals.See(kMain, CountsOf(1, 1));
  CHECK_FALSE(totals.Sum().pause_seconds);
  totals.See(kWorker, CountsOf(1, 1, 0.0));
  REQUIRE(totals.Sum().pause_seconds);
  CHECK(*totals.Sum().pause_seconds == Approx(0));
}
