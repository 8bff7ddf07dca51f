#include "runtime/node/memory_reader.h"

#include "runtime/node/node_image.h"
#include "runtime/node/v8_layout.h"
#include "support/catch.h"
#include "support/fake_node.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr pid_t kPid = 101;

// A reader over a fake Node.js process and the tree that tells its memory map.
struct Fixture {
  Fixture(const V8Layout& v8, const std::vector<FakeIsolate>& isolates,
          std::shared_ptr<BinaryKnowledge> known = std::make_shared<BinaryKnowledge>())
      : node(v8, isolates), knowledge(std::move(known)) {
    FakeProcess process;
    process.pid = kPid;
    process.maps = FakeNode::Maps("/usr/bin/node");
    tree.Add(process);
    const auto image = ReadNodeImage(node.memory(), FakeNode::kModule);
    REQUIRE((image && *image));
    const NodeModule module{.start = FakeNode::kModule,
                            .end = FakeNode::kModule + FakeNode::kModuleSize};
    reader = std::make_unique<NodeMemoryReader>(
        proc, kPid, node.OpenMemory(), Relocate((*image)->symbols, (*image)->first_address, module),
        v8.version, knowledge);
  }

  ProcTree tree;
  ProcFs proc = tree.Open();
  FakeNode node;
  std::shared_ptr<BinaryKnowledge> knowledge;
  std::unique_ptr<NodeMemoryReader> reader;
};

const V8Layout& Newest() { return V8Layouts().back(); }
const V8Layout& Layout12_4() { return *FindV8Layout({.major = 12, .minor = 4}); }

const HeapSpace& SpaceOf(const IsolateHeap& heap, std::string_view name) {
  for (const HeapSpace& space : heap.spaces) {
    if (space.name == name) return space;
  }
  throw std::out_of_range("no such space");
}

// Changes a word and tells what the reader then says; the word is put back.
Result<HeapSnapshot> ReadWith(Fixture& fixture, std::uint64_t address, std::uint64_t value) {
  const std::uint64_t old = fixture.node.memory().Word(address);
  fixture.node.memory().Write(address, value);
  auto snapshot = fixture.reader->Read();
  fixture.node.memory().Write(address, old);
  return snapshot;
}

std::uint64_t OldSpace(const Fixture& fixture, const V8Layout& layout) {
  for (std::size_t id = 0; id < layout.spaces.size(); ++id) {
    if (layout.spaces[id].name == "old") return fixture.node.isolates()[0].spaces[id];
  }
  return 0;
}

}  // namespace

TEST_CASE("the reader finds and adds up what every layout describes") {
  for (const V8Layout& layout : V8Layouts()) {
    INFO("V8 " << ToString(layout.version));
    const FakeIsolate isolate;
    Fixture fixture(layout, {isolate});
    const auto snapshot = fixture.reader->Read();
    REQUIRE(snapshot);
    const IsolateHeap& heap = snapshot->main;
    CHECK(heap.total == FakeNode::TotalOf(layout, isolate));
    CHECK(heap.used == FakeNode::UsedOf(layout, isolate));
    CHECK(heap.limit == 3 * isolate.max_semi + isolate.max_old);
    CHECK(heap.external == isolate.external);
    CHECK(heap.array_buffers == isolate.array_buffers);
    REQUIRE(snapshot->gc);
    CHECK(heap.resident <= heap.total);
    CHECK(snapshot->gc->major == 4);
    CHECK(snapshot->gc->minor == 15);
    CHECK(snapshot->gc->pause_seconds.has_value() == layout.heap.gc_pause.has_value());
    CHECK(snapshot->gc->pause_seconds.value_or(1.5) == Approx(1.5));
    CHECK(SpaceOf(heap, "old").total == isolate.paged_committed);
    CHECK(SpaceOf(heap, "old").physical.has_value() == layout.paged.physical.has_value());
    CHECK(SpaceOf(heap, "old").physical.value_or(isolate.paged_physical) == isolate.paged_physical);
    CHECK(SpaceOf(heap, "new").used == isolate.below_top);
    CHECK(SpaceOf(heap, "large_object").available == 0);
  }
}

TEST_CASE("a second read takes one call and sees the figures of then") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  REQUIRE(fixture.reader->Read());
  fixture.node.memory().Heal();
  const std::uint64_t old = OldSpace(fixture, Newest());
  const std::uint64_t size = old + Newest().paged.size;
  fixture.node.memory().Write(size, fixture.node.memory().Word(size) + 4096);
  const auto snapshot = fixture.reader->Read();
  REQUIRE(snapshot);
  CHECK(fixture.node.memory().reads() == 1);
  CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), {}) + 4096);
}

TEST_CASE("what V8 counts as free of an allocation area is not used but available") {
  Fixture fixture(Layout12_4(), {FakeIsolate{}});
  const auto snapshot = fixture.reader->Read();
  REQUIRE(snapshot);
  const HeapSpace& old = SpaceOf(snapshot->main, "old");
  const FakeIsolate isolate;
  CHECK(old.used == isolate.paged_size - isolate.area_rest);
  CHECK(old.available == isolate.paged_free + isolate.area_rest);
}

TEST_CASE("a running collection gives no figures but its reason") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  REQUIRE(fixture.reader->Read());
  const auto snapshot =
      ReadWith(fixture, fixture.node.isolates()[0].heap + Newest().heap.gc_state, 2);
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().reason == Reason::kGcRunning);
  CHECK(fixture.reader->Read());
}

TEST_CASE("words that contradict each other give no figures") {
  const V8Layout& layout = Layout12_4();
  Fixture fixture(layout, {FakeIsolate{}});
  REQUIRE(fixture.reader->Read());
  const std::uint64_t old = OldSpace(fixture, layout);
  const std::uint64_t area = fixture.node.isolates()[0].old_area;
  const std::uint64_t huge = UINT64_MAX - 8;
  struct Case {
    const char* name;
    std::uint64_t address;
    std::uint64_t value;
  };
  const Case cases[] = {
      {"used over capacity", old + layout.paged.size, 901 << 10},
      {"used far over capacity", old + layout.paged.size, huge},
      {"capacity over committed", old + layout.paged.size - kCapacityBeforeSize, 2 << 20},
      {"committed beyond any heap", old + Newest().SpaceCommitted(), huge},
      {"committed over the limit", old + Newest().SpaceCommitted(), std::uint64_t{4} << 30},
      {"an area whose top is over its limit", area + 8, 0x7200000},
      {"an area whose top is below its start", area + 8, 0x7000000},
      {"an area longer than a page", area + 16, 0x7101000 + Newest().page_size + 8},
      {"an area with more rest than the space uses", old + layout.paged.size, 100},
      {"a semispace limit that overflows",
       fixture.node.isolates()[0].heap + layout.heap.max_semi_space_size, huge},
  };
  for (const Case& wrong : cases) {
    INFO(wrong.name);
    const auto snapshot = ReadWith(fixture, wrong.address, wrong.value);
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().reason == Reason::kInconsistent);
    CHECK(fixture.reader->Read());
  }
}

TEST_CASE("a space that is not what it was is looked for again") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  REQUIRE(fixture.reader->Read());
  const std::uint64_t old = OldSpace(fixture, Newest());
  for (const std::uint64_t offset :
       {std::uint64_t{0}, std::uint64_t{Newest().space_heap}, std::uint64_t{Newest().SpaceId()}}) {
    const auto snapshot = ReadWith(fixture, old + offset, 0x4242);
    REQUIRE_FALSE(snapshot);
    CHECK(IsTransient(snapshot.error().reason));
    CHECK(fixture.reader->Read());
  }
}

TEST_CASE("figures whose sum V8's allocator does not confirm are not believed") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  const std::uint64_t size = fixture.node.isolates()[0].allocator_size;
  const auto snapshot = ReadWith(fixture, size, 12345);
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().reason == Reason::kInconsistent);

  REQUIRE(fixture.reader->Read());
  // Confirmed once, it may differ for a moment.
  CHECK(ReadWith(fixture, size, 12345));
}

TEST_CASE("a count of external bytes below zero is absent") {
  Fixture fixture(*FindV8Layout({.major = 13, .minor = 6}), {FakeIsolate{}});
  const auto snapshot =
      ReadWith(fixture, fixture.node.isolates()[0].heap + 0x98, static_cast<std::uint64_t>(-4096));
  REQUIRE(snapshot);
  CHECK_FALSE(snapshot->main.external);
}

TEST_CASE("workers are told from the main thread and never summed into it") {
  FakeIsolate worker;
  worker.worker = true;
  worker.paged_size = 300 << 10;
  worker.mark_compacts = 1;
  worker.all_gcs = 3;
  const FakeIsolate main;
  for (const auto& isolates :
       {std::vector{main, worker, worker}, std::vector{worker, main, worker}}) {
    Fixture fixture(Newest(), isolates);
    const auto snapshot = fixture.reader->Read();
    REQUIRE(snapshot);
    CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), main));
    REQUIRE(snapshot->workers.size() == 2);
    CHECK(snapshot->workers[0].heap.used == FakeNode::UsedOf(Newest(), worker));
    CHECK(snapshot->workers_unread == 0);
    CHECK(snapshot->Resident() ==
          *snapshot->main.resident + 2 * *snapshot->workers[0].heap.resident);
    CHECK(snapshot->gc->major == 4 + 2 * 1);
    CHECK(snapshot->gc->minor == 15 + 2 * 2);
  }
}

TEST_CASE("a worker that ends leaves its collections in the counters and nothing else") {
  FakeIsolate worker;
  worker.worker = true;
  Fixture fixture(Newest(), {FakeIsolate{}, worker});
  REQUIRE(fixture.reader->Read());
  fixture.node.Unregister(1);
  const auto at_once = fixture.reader->Read();
  REQUIRE_FALSE(at_once);
  CHECK(IsTransient(at_once.error().reason));
  const auto later = fixture.reader->Read();
  REQUIRE(later);
  CHECK(later->workers.empty());
  CHECK(later->gc->major == 8);

  fixture.node.RegisterAll();
  REQUIRE_FALSE(fixture.reader->Read());
  const auto back = fixture.reader->Read();
  REQUIRE(back);
  CHECK(back->workers.size() == 1);
  CHECK(back->gc->major == 12);
}

TEST_CASE("a worker whose heap is not set up leaves the main thread's figures alone") {
  FakeIsolate worker;
  worker.worker = true;
  Fixture fixture(Newest(), {FakeIsolate{}, worker});
  for (const std::uint64_t space : fixture.node.isolates()[1].spaces) {
    if (space != 0) fixture.node.memory().Write(space + Newest().space_heap, std::uint64_t{0});
  }
  const auto snapshot = fixture.reader->Read();
  REQUIRE(snapshot);
  CHECK(snapshot->workers_unread == 1);
  CHECK_FALSE(snapshot->Resident());
  CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), {}));
}

TEST_CASE("a process that is starting is not ready") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  SECTION("without a platform") {
    fixture.node.memory().Write(fixture.node.platform(), std::uint64_t{0});
  }
  SECTION("without an isolate") {
    fixture.node.memory().Write(fixture.node.map_head() + 24, std::uint64_t{0});
  }
  SECTION("without a heap") {
    for (const std::uint64_t space : fixture.node.isolates()[0].spaces) {
      if (space != 0) fixture.node.memory().Write(space, std::uint64_t{0});
    }
  }
  const auto snapshot = fixture.reader->Read();
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().reason == Reason::kNotReady);
}

TEST_CASE("a map of isolates that cannot be true is refused") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  const std::uint64_t count = fixture.node.map_head() + 24;
  const std::uint64_t node = fixture.node.isolates()[0].node;
  SECTION("more nodes than it counts: a cycle") {
    fixture.node.memory().Write(node, node);
    CHECK(fixture.reader->Read().error().reason == Reason::kInconsistent);
  }
  SECTION("fewer nodes than it counts") {
    fixture.node.memory().Write(count, std::uint64_t{7});
    CHECK(fixture.reader->Read().error().reason == Reason::kInconsistent);
  }
  SECTION("a long cycle, as many as it counts") {
    fixture.node.memory().Write(count, kMaxIsolates);
    fixture.node.memory().Write(node, node);
    CHECK_FALSE(fixture.reader->Read());
    CHECK(fixture.node.memory().reads() < 5000);
  }
  SECTION("more than any process has") {
    fixture.node.memory().Write(count, std::uint64_t{1} << 40);
    CHECK(fixture.reader->Read().error().reason == Reason::kLimitExceeded);
  }
  SECTION("a node that is not mapped") {
    fixture.node.memory().Write(node, std::uint64_t{0xdead0000});
    CHECK(fixture.reader->Read().error().reason == Reason::kInconsistent);
  }
  SECTION("an isolate that is not mapped") {
    fixture.node.memory().Write(node + 8, std::uint64_t{0xdead0000});
    CHECK(fixture.reader->Read().error().reason == Reason::kInconsistent);
  }
}

TEST_CASE("a process that takes long to look at in vain is looked at seldom, but found at last") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  FakeMemory& memory = fixture.node.memory();
  const std::uint64_t heap = fixture.node.isolates()[0].heap;
  std::vector<std::uint64_t> words;
  for (std::uint64_t word = 0; word < 4000; ++word) {
    words.push_back(memory.Word(heap + word * kWord));
    memory.Write(heap + word * kWord, FakeNode::kHeap + word * kWord);
  }
  memory.Heal();
  REQUIRE_FALSE(fixture.reader->Read());
  const std::size_t reads_of_a_look = memory.reads();
  for (int read = 1; read < 100; ++read) {
    CHECK(fixture.reader->Read().error().reason == Reason::kNotReady);
  }
  CHECK(memory.reads() < 30 * reads_of_a_look);

  for (std::uint64_t word = 0; word < words.size(); ++word) {
    memory.Write(heap + word * kWord, words[word]);
  }
  int reads = 0;
  while (!fixture.reader->Read()) REQUIRE(++reads < 10);
}

TEST_CASE("an isolate that points to too many objects is not searched") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  const std::uint64_t isolate = fixture.node.isolates()[0].isolate;
  for (std::uint64_t word = 0; word < 5000; ++word) {
    fixture.node.memory().Write(isolate + word * kWord, FakeNode::kHeap + word * kWord);
  }
  CHECK(fixture.reader->Read().error().reason == Reason::kLimitExceeded);
}

TEST_CASE("a map with two workers that have the same isolate is refused") {
  const FakeIsolate worker{.worker = true};
  Fixture fixture(Newest(), {FakeIsolate{}, worker, worker});
  const FakeIsolateAddresses& first = fixture.node.isolates()[1];
  const FakeIsolateAddresses& second = fixture.node.isolates()[2];
  fixture.node.memory().Write(second.node + 8, first.isolate);
  fixture.node.memory().Write(second.worker.isolate, first.isolate);
  CHECK(fixture.reader->Read().error().reason == Reason::kInconsistent);
}

TEST_CASE("a pointer of the heap that leads nowhere is a mismatch") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  fixture.node.memory().Write(fixture.node.isolates()[0].heap + 0x7b8, std::uint64_t{0xdead0000});
  CHECK(fixture.reader->Read().error().reason == Reason::kLayoutMismatch);
}

TEST_CASE("spaces in another order than the layout's are a mismatch") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  auto& memory = fixture.node.memory();
  const std::uint64_t array = fixture.node.isolates()[0].heap + FakeNode::kSpaceArray;
  const std::uint64_t third = memory.Word(array + 3 * 8);
  memory.Write(array + 3 * 8, memory.Word(array + 2 * 8));
  memory.Write(array + 2 * 8, third);
  CHECK(fixture.reader->Read().error().reason == Reason::kLayoutMismatch);
}

TEST_CASE("whichever read fails, the figures are right or absent, and come back") {
  FakeIsolate worker;
  worker.worker = true;
  const std::vector isolates{FakeIsolate{}, worker};
  Fixture healthy(Newest(), isolates);
  healthy.node.memory().Heal();
  REQUIRE(healthy.reader->Read());
  const std::size_t reads = healthy.node.memory().reads();
  CHECK(reads > 20);
  const auto reason =
      GENERATE(Reason::kBadAddress, Reason::kPermissionDenied, Reason::kProcessGone);
  for (std::size_t failing = 0; failing < reads; ++failing) {
    Fixture fixture(Newest(), isolates);
    fixture.node.memory().FailRead(failing, reason);
    const auto snapshot = fixture.reader->Read();
    if (snapshot) CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), {}));
    fixture.node.memory().Heal();
    auto again = fixture.reader->Read();
    if (!again) again = fixture.reader->Read();
    REQUIRE(again);
    CHECK(again->workers.size() == 1);
  }
}

TEST_CASE("an isolate whose memory is given back is no crash") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  REQUIRE(fixture.reader->Read());
  fixture.node.memory().Unmap(FakeNode::kHeap);
  const auto snapshot = fixture.reader->Read();
  REQUIRE_FALSE(snapshot);
  CHECK(snapshot.error().reason == Reason::kInconsistent);
  CHECK_FALSE(fixture.reader->Read());
}

TEST_CASE("a further process of a known binary is planned without its memory map") {
  Fixture first(Newest(), {FakeIsolate{}});
  REQUIRE(first.reader->Read());
  REQUIRE(first.knowledge->shape);
  Fixture second(Newest(), {FakeIsolate{}}, first.knowledge);
  second.tree.Remove(kPid);
  const auto snapshot = second.reader->Read();
  REQUIRE(snapshot);
  CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), {}));
}

TEST_CASE("what one process taught wrongly costs the others no figure") {
  Fixture first(Newest(), {FakeIsolate{}});
  REQUIRE(first.reader->Read());
  first.knowledge->shape->heap += 8;
  first.knowledge->shape->areas[0].area_pointer = 0xfffffff8;
  Fixture second(Newest(), {FakeIsolate{}}, first.knowledge);
  const auto snapshot = second.reader->Read();
  REQUIRE(snapshot);
  CHECK(snapshot->main.used == FakeNode::UsedOf(Newest(), {}));
}

TEST_CASE("what one process taught wrongly costs the others no array buffers") {
  Fixture first(Newest(), {FakeIsolate{}});
  REQUIRE(first.reader->Read());
  first.knowledge->shape->array_buffer_allocator = 0x14000;  // where the second has zeros
  Fixture second(Newest(), {FakeIsolate{}}, first.knowledge);
  const auto snapshot = second.reader->Read();
  REQUIRE(snapshot);
  CHECK(snapshot->main.array_buffers == FakeIsolate{}.array_buffers);
}

TEST_CASE("figures that V8's allocator did not confirm teach nothing") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  fixture.node.memory().Write(fixture.node.isolates()[0].allocator_size, std::uint64_t{12345});
  REQUIRE_FALSE(fixture.reader->Read());
  CHECK_FALSE(fixture.knowledge->shape);
}

TEST_CASE("a process without a memory map has gone") {
  Fixture fixture(Newest(), {FakeIsolate{}});
  fixture.tree.Remove(kPid);
  CHECK(fixture.reader->Read().error().reason == Reason::kProcessGone);
}
