#include "runtime/node/known_workers.h"

#include "runtime/node/worker_labels.h"
#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kObjects = 0x100000;
constexpr std::uint64_t kObjectBytes = 0x200;
constexpr std::uint64_t kIsolates = 0x7f0000000000;

std::uint64_t IsolateOf(std::uint64_t thread_id) { return kIsolates + (thread_id << 20); }

// A process whose workers have a Worker object each; the thread ids count from 1.
struct Fixture {
  explicit Fixture(const std::vector<std::optional<std::string>>& names) {
    memory.Map(kObjects, kObjectBytes * (names.size() + 1));
    for (const auto& name : names) Add(name);
    workers.Seal();
  }

  void Add(const std::optional<std::string>& name) {
    const std::uint64_t thread_id = ++count;
    const WorkerIdentity identity{.thread_id = thread_id,
                                  .name = name,
                                  .isolate_address = IsolateAddress(thread_id),
                                  .thread_id_address = ThreadIdAddress(thread_id)};
    memory.Write(identity.isolate_address, IsolateOf(thread_id));
    memory.Write(identity.thread_id_address, thread_id);
    workers.Add(IsolateOf(thread_id), identity);
  }

  static std::uint64_t IsolateAddress(std::uint64_t thread_id) {
    return kObjects + thread_id * kObjectBytes + 0x90;
  }
  static std::uint64_t ThreadIdAddress(std::uint64_t thread_id) {
    return kObjects + thread_id * kObjectBytes + 0x108;
  }

  [[nodiscard]] Reason ConfirmReason() const {
    const auto confirmed = workers.Confirm(memory);
    REQUIRE_FALSE(confirmed);
    return confirmed.error().reason;
  }

  FakeMemory memory;
  KnownWorkers workers;
  std::uint64_t count = 0;
};

}  // namespace

TEST_CASE("workers that still have their isolates are confirmed with one read") {
  const Fixture fixture({"mail", std::nullopt, "images"});
  CHECK(fixture.workers.Confirm(fixture.memory));
  CHECK(fixture.memory.reads() == 1);
  CHECK(fixture.workers.LabelOf(IsolateOf(1)) == "mail");
  CHECK(fixture.workers.LabelOf(IsolateOf(2)) == "2");
  CHECK(fixture.workers.LabelOf(IsolateOf(3)) == "images");
}

TEST_CASE("without workers nothing is read") {
  Fixture fixture({});
  fixture.memory.FailAllReads(Reason::kProcessGone);
  CHECK(fixture.workers.Confirm(fixture.memory));
  CHECK(fixture.memory.reads() == 0);
}

TEST_CASE("an isolate that is no known worker's has no label") {
  const Fixture fixture({"mail"});
  CHECK_FALSE(fixture.workers.LabelOf(IsolateOf(2)));
  CHECK_FALSE(fixture.workers.LabelOf(0));
}

TEST_CASE("one worker that is not the same any more is a mismatch") {
  Fixture fixture({"mail", "images"});
  SECTION("it has ended") { fixture.memory.Write(Fixture::IsolateAddress(2), std::uint64_t{0}); }
  SECTION("another has its isolate") {
    fixture.memory.Write(Fixture::IsolateAddress(2), IsolateOf(1));
  }
  SECTION("another thread has its place and its isolate") {
    fixture.memory.Write(Fixture::ThreadIdAddress(2), std::uint64_t{3});
  }
  CHECK(fixture.ConfirmReason() == Reason::kLayoutMismatch);
}

TEST_CASE("workers that cannot be read are not confirmed") {
  Fixture fixture({"mail", "images"});
  SECTION("their memory was given back") {
    fixture.memory.Unmap(kObjects);
    CHECK(fixture.ConfirmReason() == Reason::kBadAddress);
  }
  SECTION("the process has ended") {
    fixture.memory.FailAllReads(Reason::kProcessGone);
    CHECK(fixture.ConfirmReason() == Reason::kProcessGone);
  }
}

TEST_CASE("workers beyond the labelled ones have no label, but must be the same too") {
  Fixture fixture(std::vector<std::optional<std::string>>(kMaxLabelledWorkers + 1));
  CHECK(fixture.workers.LabelOf(IsolateOf(kMaxLabelledWorkers)) ==
        std::to_string(kMaxLabelledWorkers));
  CHECK_FALSE(fixture.workers.LabelOf(IsolateOf(kMaxLabelledWorkers + 1)));
  CHECK(fixture.workers.Confirm(fixture.memory));
  fixture.memory.Write(Fixture::IsolateAddress(kMaxLabelledWorkers + 1), std::uint64_t{0});
  CHECK(fixture.ConfirmReason() == Reason::kLayoutMismatch);
}
