#include "http/request_limit.h"

#include <future>

#include "support/catch.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("who finds no place in time goes without") {
  RequestLimit limit({.running = 1, .inside = 2, .patience = milliseconds(1)});
  REQUIRE(limit.Enter());
  CHECK_FALSE(limit.Enter());
  limit.Leave();
  CHECK(limit.Enter());
}

TEST_CASE("who finds others waiting enough goes at once") {
  RequestLimit limit({.running = 1, .inside = 1, .patience = std::chrono::hours(1)});
  REQUIRE(limit.Enter());
  CHECK_FALSE(limit.Enter());
}

TEST_CASE("who waits gets the place that becomes free") {
  RequestLimit limit({.running = 1, .inside = 3, .patience = seconds(10)});
  REQUIRE(limit.Enter());
  const auto enter_and_leave = [&] {
    const bool entered = limit.Enter();
    if (entered) limit.Leave();
    return entered;
  };
  auto first = std::async(std::launch::async, enter_and_leave);
  auto second = std::async(std::launch::async, enter_and_leave);
  limit.Leave();
  CHECK(first.get());
  CHECK(second.get());
}

}  // namespace
}  // namespace heap_exporter
