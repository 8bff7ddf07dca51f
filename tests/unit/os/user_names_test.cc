#include "os/user_names.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

// Far from every user and group that a machine hands out.
constexpr uid_t kNobodyHasIt = 3999999999;

}  // namespace

TEST_CASE("a user of this machine has a name") {
  UserNames names;
  CHECK(names.NameOf(0) == "root");
  CHECK(names.NameOf(0) == "root");
}

TEST_CASE("a user that this machine does not know is called by the number") {
  UserNames names;
  CHECK(names.NameOf(kNobodyHasIt) == "3999999999");
  CHECK(names.NameOf(kNobodyHasIt) == "3999999999");
  CHECK(names.NameOf(0) == "root");
}

TEST_CASE("more users than are remembered still have their names") {
  UserNames names;
  for (uid_t uid = kNobodyHasIt; uid < kNobodyHasIt + 4200; ++uid) {
    if (names.NameOf(uid) != std::to_string(uid)) FAIL("wrong name of " << uid);
  }
  CHECK(names.NameOf(kNobodyHasIt) == "3999999999");
  CHECK(names.NameOf(0) == "root");
}
