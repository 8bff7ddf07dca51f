#include "http/in_flight.h"

#include <future>

#include "http/admission.h"
#include "support/catch.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;

TEST_CASE("what is empty is drained at once, and lets no one in any more") {
  InFlight in_flight;
  CHECK(in_flight.Enter());
  in_flight.Leave();
  CHECK(in_flight.Drain(milliseconds(0)));
  CHECK_FALSE(in_flight.Enter());
}

TEST_CASE("draining gives up on who does not leave") {
  InFlight in_flight;
  REQUIRE(in_flight.Enter());
  CHECK_FALSE(in_flight.Drain(milliseconds(1)));
}

TEST_CASE("draining waits for who is inside") {
  InFlight in_flight;
  REQUIRE(in_flight.Enter());
  auto drained =
      std::async(std::launch::async, [&] { return in_flight.Drain(std::chrono::seconds(10)); });
  while (in_flight.Enter()) in_flight.Leave();  // until the draining has begun
  in_flight.Leave();
  CHECK(drained.get());
}

TEST_CASE("an admission leaves by itself, and only where it has entered") {
  InFlight in_flight;
  {
    const Admission admission(in_flight);
    CHECK(admission.admitted());
    CHECK_FALSE(in_flight.Drain(milliseconds(0)));
    CHECK_FALSE(Admission(in_flight).admitted());
  }
  CHECK(in_flight.Drain(milliseconds(0)));
}

}  // namespace
}  // namespace heap_exporter
