#include "runtime/node/search_budget.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

constexpr std::int64_t kMost = 10000;

// How many of so many reads begin a look that takes so many steps.
int LooksIn(int reads, std::int64_t steps) {
  SearchBudget budget(kMost);
  int looks = 0;
  for (int read = 0; read < reads; ++read) {
    budget.Earn();
    if (!budget.IsLeft()) continue;
    budget.Spend(steps);
    ++looks;
  }
  return looks;
}

}  // namespace

TEST_CASE("what costs little is looked at in every read") { CHECK(LooksIn(1000, 600) == 1000); }

TEST_CASE("what costs much is looked at seldom") {
  const int looks = LooksIn(1000, kMost);
  CHECK(looks > 10);
  CHECK(looks < 70);
}

TEST_CASE("a look may take more than what is left, which is then paid off") {
  SearchBudget budget(kMost);
  budget.Spend(2 * kMost + 700);
  CHECK_FALSE(budget.IsLeft());
  budget.Earn();
  CHECK_FALSE(budget.IsLeft());
  budget.Earn();
  CHECK(budget.IsLeft());
}

TEST_CASE("figures pay off everything") {
  SearchBudget budget(kMost);
  budget.Spend(1000 * kMost);
  budget.Refill();
  CHECK(budget.IsLeft());
}
