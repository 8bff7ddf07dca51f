#include "base/unique_fd.h"

#include <fcntl.h>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

UniqueFd OpenSomething() { return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("a descriptor is closed when its owner goes") {
  int number = -1;
  {
    const UniqueFd fd = OpenSomething();
    REQUIRE(fd.valid());
    number = fd.get();
    CHECK(IsOpen(number));
  }
  CHECK_FALSE(IsOpen(number));
}

TEST_CASE("an owner of nothing is not valid and closes nothing") {
  const UniqueFd none;
  CHECK_FALSE(none.valid());
  CHECK(none.get() < 0);
  CHECK_FALSE(UniqueFd(-1).valid());
}

TEST_CASE("a descriptor that is moved has one owner") {
  UniqueFd first = OpenSomething();
  const int number = first.get();
  {
    const UniqueFd second(std::move(first));
    CHECK(second.get() == number);
    CHECK_FALSE(first.valid());  // NOLINT: what is left behind is the claim
    CHECK(IsOpen(number));
  }
  CHECK_FALSE(IsOpen(number));
}

TEST_CASE("a descriptor that is assigned takes the place of the old one") {
  int old_number = -1;
  UniqueFd taken = OpenSomething();
  const int number = taken.get();
  {
    UniqueFd fd = OpenSomething();
    old_number = fd.get();
    fd = std::move(taken);
    CHECK(fd.get() == number);
    CHECK(IsOpen(number));
    taken = UniqueFd();
    CHECK_FALSE(IsOpen(old_number));
  }
  CHECK_FALSE(IsOpen(number));
}

TEST_CASE("a descriptor that is assigned to itself stays open") {
  UniqueFd fd = OpenSomething();
  UniqueFd& same = fd;
  fd = std::move(same);
  CHECK(fd.valid());
  CHECK(IsOpen(fd.get()));
}
