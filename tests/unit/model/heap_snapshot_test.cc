#include "model/heap_snapshot.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

HeapSnapshot SnapshotOf(std::uint64_t main, const std::vector<std::uint64_t>& workers) {
  HeapSnapshot snapshot;
  snapshot.main.resident = main;
  for (const std::uint64_t resident : workers) {
    snapshot.workers.emplace_back().heap.resident = resident;
  }
  return snapshot;
}

}  // namespace

TEST_CASE("the resident bytes of a process are those of all its heaps") {
  CHECK(SnapshotOf(100, {}).Resident() == 100u);
  CHECK(SnapshotOf(100, {20, 3}).Resident() == 123u);
  CHECK(SnapshotOf(0, {}).Resident() == 0u);
}

TEST_CASE("the resident bytes are not known where a worker was not read") {
  HeapSnapshot snapshot = SnapshotOf(100, {20});
  snapshot.workers_unread = 1;
  CHECK_FALSE(snapshot.Resident());
}
