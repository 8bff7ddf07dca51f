#include "runtime/node/process_plan.h"

#include "os/budgeted_memory.h"
#include "runtime/node/isolate_list.h"
#include "support/catch.h"
#include "support/fake_node_parts.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::size_t kPlenty = 1'000'000;
// What the search for a heap takes in a real process, which has more pointers to follow.
constexpr std::size_t kSearchSteps = 600;

// How many steps a plan takes for a process with so many workers.
std::size_t StepsOfPlan(const V8Layout& layout, std::size_t workers) {
  FakeNodeParts parts(layout, {}, workers);
  const BudgetedMemory budgeted(parts.node.memory(), kPlenty);
  const auto plan =
      MakeProcessPlan(MappedMemory(budgeted, &parts.map), parts.addresses, layout.version, nullptr);
  REQUIRE(plan);
  CHECK(plan->isolates.size() == 1 + workers);
  CHECK(plan->workers_without_plan == 0);
  return kPlenty - budgeted.steps_left();
}

}  // namespace

TEST_CASE("a plan may read as much as the most isolates that are listed take") {
  for (const V8Layout& layout : V8Layouts()) {
    INFO("V8 " << ToString(layout.version));
    const std::size_t few = StepsOfPlan(layout, 2);
    const std::size_t per_worker = (StepsOfPlan(layout, 12) - few) / 10;
    CHECK(few + per_worker * (kMaxIsolates - 3) + kSearchSteps <= kPlanSteps);
  }
}
