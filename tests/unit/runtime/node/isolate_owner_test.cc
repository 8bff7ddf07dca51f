#include "runtime/node/isolate_owner.h"

#include "support/catch.h"
#include "support/fake_node_parts.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kUnmapped = 0xdead0000;
constexpr std::uint64_t kPlatformDataWords = 24;

// A process with one isolate.
struct Fixture : FakeNodeParts {
  explicit Fixture(bool worker = true)
      : FakeNodeParts(V8Layouts().back(), {.worker = worker}),
        fake(node.isolates()[0].worker),
        data(node.isolates()[0].platform_data) {}

  void Write(std::uint64_t address, std::uint64_t value) { node.memory().Write(address, value); }

  [[nodiscard]] Result<IsolateOwner> Find() {
    return FindOwner(memory(), addresses, {.node = isolate().node, .isolate = isolate().isolate});
  }

  [[nodiscard]] Reason FindReason() {
    const auto owner = Find();
    REQUIRE_FALSE(owner);
    return owner.error().reason;
  }

  void CheckIsWorkers() {
    const auto owner = Find();
    REQUIRE(owner);
    CHECK_FALSE(owner->IsMainThread());
    REQUIRE(owner->worker);
    CHECK(owner->worker->worker == fake.worker);
    CHECK(owner->worker->loop == fake.loop);
  }

  // Puts {isolate_, loop_} at the word of the platform data, and nothing where they were.
  void MoveIsolate(std::uint64_t word) {
    Write(data + 10 * kWord, 0);
    Write(data + 11 * kWord, 0);
    Write(data + word * kWord, isolate().isolate);
    Write(data + (word + 1) * kWord, fake.loop);
  }

  // As in the first versions of Node.js 12: no isolate_, but {loop_, flush_tasks_}.
  std::uint64_t PutFlushTasks(std::uint64_t word) {
    MoveIsolate(word);
    const std::uint64_t handle = data + 0x100;
    Write(handle, data);
    Write(handle + kWord, fake.loop);
    Write(data + word * kWord, fake.loop);
    Write(data + (word + 1) * kWord, handle);
    return handle;
  }

  FakeWorker fake;
  std::uint64_t data;  // node::PerIsolatePlatformData
};

}  // namespace

TEST_CASE("an isolate is a worker's where its loop lies behind the pointer to a Worker") {
  Fixture().CheckIsWorkers();
}

TEST_CASE("an isolate whose loop has no Worker in front is the main thread's") {
  Fixture fixture(false);
  SECTION("nothing") {}
  SECTION("a pointer that leads nowhere") { fixture.Write(fixture.fake.loop - kWord, kUnmapped); }
  SECTION("no pointer") { fixture.Write(fixture.fake.loop - kWord, fixture.data + 4); }
  SECTION("an object of another class") { fixture.Write(fixture.fake.loop - kWord, fixture.data); }
  const auto owner = fixture.Find();
  REQUIRE(owner);
  CHECK(owner->IsMainThread());
}

TEST_CASE("platform data is found without a delegate in front of it") {
  Fixture fixture;
  fixture.Write(fixture.isolate().node + 2 * kWord, fixture.data);
  fixture.Write(fixture.isolate().node + 3 * kWord, 0);
  fixture.CheckIsWorkers();
}

TEST_CASE("an isolate without platform data has no owner") {
  Fixture fixture;
  SECTION("no pointer") { fixture.Write(fixture.isolate().node + 3 * kWord, 0); }
  SECTION("a pointer that leads nowhere") {
    fixture.Write(fixture.isolate().node + 3 * kWord, kUnmapped);
  }
  SECTION("an object that is cut off by the end of its mapping") {
    fixture.Write(fixture.isolate().node + 3 * kWord,
                  FakeNode::kHeap + FakeNode::kHeapSize - (kPlatformDataWords - 1) * kWord);
  }
  SECTION("an object of another class") {
    fixture.Write(fixture.data, fixture.addresses.worker_vtable);
  }
  CHECK(fixture.FindReason() == Reason::kLayoutMismatch);
}

TEST_CASE("the loop is found wherever the platform data has the isolate in front of it") {
  for (std::uint64_t word = 1; word + 1 < kPlatformDataWords; ++word) {
    Fixture fixture;
    fixture.MoveIsolate(word);
    fixture.CheckIsWorkers();
  }
  Fixture fixture;
  fixture.MoveIsolate(kPlatformDataWords - 1);
  CHECK(fixture.FindReason() == Reason::kLayoutMismatch);
}

TEST_CASE("where the platform data has no isolate its handle tells the loop") {
  for (std::uint64_t word = 1; word + 1 < kPlatformDataWords; ++word) {
    Fixture fixture;
    fixture.PutFlushTasks(word);
    fixture.CheckIsWorkers();
  }
  Fixture fixture;
  fixture.PutFlushTasks(kPlatformDataWords - 1);
  CHECK(fixture.FindReason() == Reason::kLayoutMismatch);
}

TEST_CASE("a handle of something else does not tell the loop") {
  Fixture fixture;
  const std::uint64_t handle = fixture.PutFlushTasks(10);
  SECTION("with other data") { fixture.Write(handle, fixture.data + kWord); }
  SECTION("of another loop") { fixture.Write(handle + kWord, fixture.fake.loop + kWord); }
  SECTION("that leads nowhere") { fixture.Write(fixture.data + 11 * kWord, kUnmapped); }
  CHECK(fixture.FindReason() == Reason::kLayoutMismatch);
}

TEST_CASE("a loop that leads nowhere is an error") {
  Fixture fixture;
  for (const std::uint64_t loop : {std::uint64_t{0}, kUnmapped, ~std::uint64_t{0}}) {
    fixture.Write(fixture.data + 11 * kWord, loop);
    CHECK(fixture.FindReason() == Reason::kBadAddress);
  }
}

TEST_CASE("whichever read fails, no worker is taken for the main thread") {
  Fixture healthy;
  healthy.node.memory().Heal();
  REQUIRE(healthy.Find());
  const std::size_t reads = healthy.node.memory().reads();
  CHECK(reads == 5);
  for (std::size_t failing = 0; failing < reads; ++failing) {
    Fixture fixture;
    fixture.node.memory().FailRead(failing, Reason::kProcessGone);
    CHECK_FALSE(fixture.Find());
  }
}
