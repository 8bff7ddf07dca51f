#include "os/budgeted_memory.h"

#include <array>

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

TEST_CASE("a budget counts calls and ranges, and once it is used up nothing is read any more") {
  FakeMemory memory;
  memory.Map(0x1000, 0x100);
  memory.Write(0x1000, std::uint64_t{42});
  const BudgetedMemory budgeted(memory, 6);
  CHECK(ReadObject<std::uint64_t>(budgeted, 0x1000) == 42);  // 2 steps of the 6

  const std::array<MemoryRange, 2> ranges{MemoryRange{.address = 0x1000, .size = 8},
                                          MemoryRange{.address = 0x1008, .size = 8}};
  std::array<std::byte, 16> out{};
  CHECK(budgeted.Read(ranges, out));  // 3 more
  CHECK(ReadObject<std::uint64_t>(budgeted, 0x1000).error().reason == Reason::kLimitExceeded);
  CHECK(budgeted.Read({}, {}).error().reason == Reason::kLimitExceeded);
  CHECK(memory.reads() == 2);
}

TEST_CASE("what fails underneath costs its steps as well") {
  FakeMemory memory;
  const BudgetedMemory budgeted(memory, 2);
  CHECK(ReadObject<std::uint64_t>(budgeted, 0x1000).error().reason == Reason::kBadAddress);
  CHECK(ReadObject<std::uint64_t>(budgeted, 0x1000).error().reason == Reason::kLimitExceeded);
}
