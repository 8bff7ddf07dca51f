#include "runtime/node/worker_identity.h"

#include "support/catch.h"
#include "support/fake_node_parts.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kUnmapped = 0xdead0000;

// A process with one isolate, which is a worker's.
struct Fixture : FakeNodeParts {
  explicit Fixture(const FakeIsolate& isolate = {.worker = true, .thread_id = 7, .name = "mail"})
      : FakeNodeParts(V8Layouts().back(), isolate), fake(node.isolates()[0].worker) {
    // The string in front of the thread id points above the loop too: it has something in front.
    Write(fake.worker + 0xd0, ~std::uint64_t{0});
    Write(fake.worker + 0xd8, ~std::uint64_t{0});
  }

  template <class T>
  void Write(std::uint64_t address, const T& value) {
    node.memory().Write(address, value);
  }

  [[nodiscard]] Result<WorkerIdentity> FindIn(const MappedMemory& mapped) const {
    return FindWorkerIdentity(mapped, {.worker = fake.worker, .loop = fake.loop}, fake_isolate());
  }
  [[nodiscard]] Result<WorkerIdentity> Find() { return FindIn(memory()); }
  [[nodiscard]] Result<WorkerIdentity> FindWithoutMap() {
    return FindIn(MappedMemory(node.memory(), nullptr));
  }
  [[nodiscard]] std::uint64_t fake_isolate() const { return isolate().isolate; }

  // Puts {thread_id_, stack_base_} where they are `between` words behind tid_, and nothing where
  // they were.
  void MoveThreadId(std::uint64_t between) {
    const std::uint64_t stack_base = node.memory().Word(fake.stack_base);
    Write(fake.thread_id, std::uint64_t{0});
    Write(fake.stack_base, std::uint64_t{0});
    const std::uint64_t address = fake.tid + (between + 1) * kWord;
    Write(address, std::uint64_t{7});
    Write(address + kWord, stack_base);
  }

  FakeWorker fake;
};

Reason ReasonOf(const Result<WorkerIdentity>& identity) {
  REQUIRE_FALSE(identity);
  return identity.error().reason;
}

std::optional<std::string> NameOf(const std::string& name) {
  Fixture fixture({.worker = true, .thread_id = 7, .name = name});
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->thread_id == 7);
  return identity->name;
}

}  // namespace

TEST_CASE("a worker is known by its thread id and its name") {
  Fixture fixture;
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->thread_id == 7);
  CHECK(identity->name == "mail");
  CHECK(identity->isolate_address == fixture.fake.isolate);
  CHECK(identity->thread_id_address == fixture.fake.thread_id);
}

TEST_CASE("a bool may stand between a worker's isolate and its thread") {
  Fixture fixture;
  fixture.Write(fixture.fake.isolate - kWord, fixture.fake_isolate());
  fixture.Write(fixture.fake.isolate, std::uint64_t{1});
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->isolate_address == fixture.fake.isolate - kWord);
}

TEST_CASE("a thread id lies up to 15 words behind the thread") {
  for (std::uint64_t between = 0; between <= 15; ++between) {
    Fixture fixture;
    fixture.MoveThreadId(between);
    const auto identity = fixture.Find();
    REQUIRE(identity);
    CHECK(identity->thread_id_address == fixture.fake.tid + (between + 1) * kWord);
  }
  Fixture fixture;
  fixture.Write(fixture.fake.name, std::uint64_t{0});
  fixture.MoveThreadId(16);
  CHECK(ReasonOf(fixture.Find()) == Reason::kLayoutMismatch);
}

TEST_CASE("a worker that has no isolate yet, or none any more, is not ready") {
  Fixture fixture;
  fixture.Write(fixture.fake.isolate, std::uint64_t{0});
  CHECK(ReasonOf(fixture.Find()) == Reason::kNotReady);
}

TEST_CASE("members that are not certain are a mismatch") {
  Fixture fixture;
  const FakeWorker& fake = fixture.fake;
  const std::uint64_t stack_base = fixture.node.memory().Word(fake.stack_base);
  SECTION("another worker's isolate") { fixture.Write(fake.isolate, fixture.fake_isolate() + 8); }
  SECTION("no thread") { fixture.Write(fake.tid, std::uint64_t{0}); }
  SECTION("a thread below the loop") { fixture.Write(fake.tid, fake.loop - 8); }
  SECTION("a thread that is no pointer") { fixture.Write(fake.tid, fake.loop + 0x304); }
  SECTION("a thread far above the loop") { fixture.Write(fake.tid, fake.loop + kMiB + 8); }
  SECTION("no thread id") { fixture.Write(fake.thread_id, std::uint64_t{0}); }
  SECTION("a thread id that nobody counts to") {
    fixture.Write(fake.thread_id, std::uint64_t{UINT32_MAX} + 1);
  }
  SECTION("no stack") { fixture.Write(fake.stack_base, std::uint64_t{0}); }
  SECTION("a stack above the loop") { fixture.Write(fake.stack_base, fake.loop); }
  SECTION("a stack that is not mapped up to the loop") {
    fixture.Write(fake.stack_base, FakeNode::kHeap - 8);
  }
  SECTION("a stack that is no pointer") { fixture.Write(fake.stack_base, stack_base + 4); }
  SECTION("two thread ids") {
    fixture.Write(fake.thread_id - 6 * kWord, std::uint64_t{8});
    fixture.Write(fake.thread_id - 5 * kWord, stack_base);
  }
  SECTION("two threads behind the isolate") {
    fixture.Write(fake.tid + kWord, fixture.node.memory().Word(fake.tid));
  }
  CHECK(ReasonOf(fixture.Find()) == Reason::kLayoutMismatch);
}

TEST_CASE("the largest of what is possible is found") {
  Fixture fixture;
  SECTION("a thread id") { fixture.Write(fixture.fake.thread_id, std::uint64_t{UINT32_MAX}); }
  SECTION("a thread above the loop") { fixture.Write(fixture.fake.tid, fixture.fake.loop + kMiB); }
  CHECK(fixture.Find());
}

TEST_CASE("a stack of a gigabyte is the largest, mapped or not") {
  Fixture fixture;
  fixture.Write(fixture.fake.stack_base, fixture.fake.loop - 1024 * kMiB);
  CHECK(ReasonOf(fixture.Find()) == Reason::kLayoutMismatch);
  Fixture high;
  high.fake.loop = std::uint64_t{1} << 40;
  high.Write(high.fake.tid, high.fake.loop + 0x300);
  high.Write(high.fake.stack_base, high.fake.loop - 1024 * kMiB);
  CHECK(high.FindWithoutMap());
  high.Write(high.fake.stack_base, high.fake.loop - 1024 * kMiB - 8);
  CHECK(ReasonOf(high.FindWithoutMap()) == Reason::kLayoutMismatch);
}

TEST_CASE("what else points above the loop has no isolate in front and does not matter") {
  Fixture fixture;
  fixture.Write(fixture.fake.tid + 4 * kWord, fixture.fake.loop + 0x100);
  fixture.Write(fixture.fake.worker + 4 * kWord, fixture.fake.loop + 0x200);
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->isolate_address == fixture.fake.isolate);
}

TEST_CASE("a worker with the default name has none") {
  CHECK_FALSE(NameOf("WorkerThread"));
  CHECK_FALSE(NameOf(""));
}

TEST_CASE("short names and long ones are kept in different places") {
  for (const std::size_t length : {1, 15, 16, 255, 256}) {
    CHECK(NameOf(std::string(length, 'x')) == std::string(length, 'x'));
  }
}

TEST_CASE("a long name is cut, but not inside a character") {
  CHECK(NameOf(std::string(257, 'x')) == std::string(256, 'x'));
  CHECK(NameOf(std::string(20000, 'x')) == std::string(256, 'x'));
  CHECK(NameOf(std::string(255, 'x') + "\u00fc") == std::string(255, 'x'));
  CHECK(NameOf(std::string(254, 'x') + "\u00fc!") == std::string(254, 'x') + "\u00fc");
}

TEST_CASE("what is not a string of UTF-8 in every respect is no name") {
  Fixture fixture({.worker = true, .thread_id = 7, .name = std::string(20, 'x')});
  const std::uint64_t name = fixture.fake.name;
  const std::uint64_t data = fixture.node.memory().Word(name);
  REQUIRE(data != name + 16);
  SECTION("no pointer") { fixture.Write(name, std::uint64_t{0}); }
  SECTION("a pointer that leads nowhere") { fixture.Write(name, kUnmapped); }
  SECTION("short, but somewhere else") { fixture.Write(name + 8, std::uint64_t{15}); }
  SECTION("longer than its capacity") { fixture.Write(name + 16, std::uint64_t{19}); }
  SECTION("a capacity that no name has") { fixture.Write(name + 16, kMiB + 1); }
  SECTION("long, but in place") { fixture.Write(name, name + 16); }
  SECTION("without an end") { fixture.Write(data + 20, 'x'); }
  SECTION("no UTF-8") { fixture.Write(data + 3, '\xff'); }
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->thread_id == 7);
  CHECK_FALSE(identity->name);
}

TEST_CASE("a string of the largest capacity is a name") {
  Fixture fixture({.worker = true, .name = std::string(20, 'x')});
  fixture.Write(fixture.fake.name + 16, kMiB);
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->name == std::string(20, 'x'));
}

TEST_CASE("a name that lies behind what is read of a worker is none") {
  Fixture fixture;
  const std::uint64_t end = fixture.fake.worker + 48 * kWord;
  // The last place where all members but the name are read.
  fixture.fake.tid = end - 18 * kWord;
  fixture.Write(fixture.fake.tid, fixture.node.memory().Word(fixture.fake.worker + 0x98));
  fixture.Write(fixture.fake.worker + 0x98, std::uint64_t{0});
  fixture.Write(fixture.fake.tid - kWord, fixture.fake_isolate());
  fixture.MoveThreadId(15);
  const auto identity = fixture.Find();
  REQUIRE(identity);
  CHECK(identity->thread_id_address == end - 2 * kWord);
  CHECK_FALSE(identity->name);
}

TEST_CASE("a worker that cannot be read is an error") {
  for (const Reason reason :
       {Reason::kBadAddress, Reason::kPermissionDenied, Reason::kProcessGone}) {
    Fixture fixture;
    fixture.node.memory().FailRead(0, reason);
    CHECK(ReasonOf(fixture.Find()) == reason);
  }
  Fixture fixture;
  fixture.fake.worker = kUnmapped;
  CHECK_FALSE(fixture.Find());
  CHECK(ReasonOf(fixture.FindWithoutMap()) == Reason::kBadAddress);
}
