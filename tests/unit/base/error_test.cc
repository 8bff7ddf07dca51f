#include "base/error.h"

#include <algorithm>
#include <set>

#include "base/result.h"
#include "support/catch.h"

using namespace heap_exporter;

namespace {

bool IsSnakeCase(std::string_view name) {
  return !name.empty() && name.front() != '_' && name.back() != '_' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

}  // namespace

TEST_CASE("every reason has a name of its own in snake case") {
  std::set<std::string_view> names;
  for (const Reason reason : kAllReasons) {
    CAPTURE(ReasonName(reason));
    CHECK(IsSnakeCase(ReasonName(reason)));
    CHECK(names.insert(ReasonName(reason)).second);
  }
}

TEST_CASE("the list of reasons leaves none out") {
  const std::set<Reason> reasons(kAllReasons.begin(), kAllReasons.end());
  CHECK(reasons.size() == kAllReasons.size());
  CHECK(*reasons.begin() == Reason::kPermissionDenied);
  CHECK(*reasons.rbegin() == Reason::kSystemError);
  CHECK(static_cast<std::size_t>(Reason::kSystemError) + 1 == kAllReasons.size());
}

TEST_CASE("the names of reasons are those that alerts match on") {
  CHECK(ReasonName(Reason::kPermissionDenied) == "permission_denied");
  CHECK(ReasonName(Reason::kProcessGone) == "process_gone");
  CHECK(ReasonName(Reason::kSystemError) == "system_error");
}

TEST_CASE("only what passes by itself is worth another attempt") {
  for (const Reason reason : kAllReasons) {
    CAPTURE(ReasonName(reason));
    const bool passes = reason == Reason::kGcRunning || reason == Reason::kInconsistent;
    CHECK(IsTransient(reason) == passes);
  }
}

TEST_CASE("an error is handed on unchanged") {
  const Result<int> failed = Fail(Reason::kMalformed, "a detail");
  const Result<std::string> handed_on = Fail(failed);
  REQUIRE_FALSE(handed_on);
  CHECK(handed_on.error().reason == Reason::kMalformed);
  CHECK(handed_on.error().detail == "a detail");
}
