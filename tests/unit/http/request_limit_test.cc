#include "http/request_limit.h"

#include <future>

#include "support/catch.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("who finds no place in time goes without") {
  RequestLimit limit(1, milliseconds(1));
  REQUIRE(limit.Enter());
  CHECK_FALSE(limit.Enter());
  limit.Leave();
  CHECK(limit.Enter());
}

TEST_CASE("who waits gets the place that becomes free") {
  RequestLimit limit(1, seconds(10));
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
