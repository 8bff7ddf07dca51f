#include "runtime/node/derived_layout.h"

#include "support/catch.h"
#include "support/fake_spaces.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

const V8Layout& Newest() { return V8Layouts().back(); }

// A process of a V8 that has no row, and whose spaces lie as those of the newest row.
struct Fixture {
  Fixture() {
    const auto layout = StandInLayout({.major = 99, .minor = 1});
    REQUIRE(layout);
    stand_in = *layout;
  }

  Result<CheckedLayout> Derive() {
    return DeriveLayout(spaces.mapped(), stand_in, spaces.objects());
  }
  Reason DeriveReason() {
    const auto derived = Derive();
    REQUIRE_FALSE(derived);
    return derived.error().reason;
  }
  void Remove(std::string_view name) {
    std::erase_if(spaces.objects().spaces,
                  [&](const SpaceObject& space) { return stand_in.spaces[space.id].name == name; });
  }

  FakeSpaces spaces{Newest()};
  V8Layout stand_in;
};

}  // namespace

TEST_CASE("only a V8 with the newest order of spaces has a stand-in") {
  CHECK_FALSE(StandInLayout({.major = 12, .minor = 8}));
  CHECK_FALSE(StandInLayout({.major = 0, .minor = 0}));
  for (const V8Minor version : {V8Minor{12, 9}, V8Minor{13, 0}, V8Minor{99, 1}}) {
    const auto layout = StandInLayout(version);
    REQUIRE(layout);
    CHECK(layout->version == version);
    CHECK(layout->spaces.data() == Newest().spaces.data());
    CHECK(layout->space_heap == Newest().space_heap);
  }
}

TEST_CASE("a stand-in takes no other offset from the newest row") {
  const Fixture fixture;
  CHECK(fixture.stand_in.paged.size == 0);
  CHECK_FALSE(fixture.stand_in.paged.free_bytes);
  CHECK(fixture.stand_in.large_objects_size == 0);
  CHECK(fixture.stand_in.new_space.to_committed == 0);
  CHECK(fixture.stand_in.heap.max_semi_space_size == 0);
}

TEST_CASE("the offsets are those that V8's code tells") {
  Fixture fixture;
  const auto derived = fixture.Derive();
  REQUIRE(derived);
  CHECK(derived->verdict == RowVerdict::kUnknown);
  CHECK_FALSE(derived->is_new_space_known);
  CHECK_FALSE(derived->is_heap_known);
  CHECK_FALSE(derived->detail.empty());
  CHECK(derived->layout.version == fixture.stand_in.version);
  CHECK(derived->layout.paged.size == Newest().paged.size);
  CHECK(derived->layout.large_objects_size == Newest().large_objects_size);
  CHECK(derived->layout.new_space.to_committed == Newest().new_space.to_committed);
  CHECK(derived->layout.new_space.from_committed == Newest().new_space.from_committed);
  CHECK(derived->layout.heap.memory_allocator_size.offset == 0x6f8);
  CHECK(derived->layout.heap.memory_allocator_size.inner == 0x28);
}

TEST_CASE("an isolate without the spaces that tell the layout is not ready") {
  Fixture fixture;
  fixture.Remove(GENERATE("old", "new", "large_object"));
  CHECK(fixture.DeriveReason() == Reason::kNotReady);
}

TEST_CASE("spaces whose code cannot be understood make a V8 unsupported") {
  Fixture fixture;
  FakeSpaces& spaces = fixture.spaces;
  SECTION("all of them") {
    for (const SpaceObject& space : spaces.objects().spaces) spaces.Obscure(space);
  }
  SECTION("paged ones") { spaces.Obscure(spaces.Space("old")); }
  SECTION("large ones") {
    spaces.Define(spaces.Space("large_object"), FakeSpaces::kSizeOfObjects, ReturnsOther());
  }
  SECTION("the new one") { spaces.Obscure(spaces.Space("new")); }
  SECTION("a new one of one piece") {
    spaces.Define(spaces.Space("new"), FakeSpaces::kCommittedMemory, ReturnsWord(0x78));
  }
  CHECK(fixture.DeriveReason() == Reason::kUnsupportedVersion);
}

TEST_CASE("a space of another kind than it is taken for makes a V8 unsupported") {
  Fixture fixture;
  FakeSpaces& spaces = fixture.spaces;
  SECTION("a paged space with another size") {
    spaces.Define(spaces.Space("code"), FakeSpaces::kSize, ReturnsWord(Newest().paged.size + 8));
  }
  SECTION("a large space with other objects") {
    const std::uint32_t objects = Newest().large_objects_size + 8;
    spaces.Define(spaces.Space("code_large_object"), FakeSpaces::kSize, ReturnsWord(objects - 16));
    spaces.Define(spaces.Space("code_large_object"), FakeSpaces::kSizeOfObjects,
                  ReturnsWord(objects));
  }
  SECTION("a paged space that is none") { spaces.Obscure(spaces.Space("trusted")); }
  CHECK(fixture.DeriveReason() == Reason::kUnsupportedVersion);
}

TEST_CASE("spaces that add up to something else than V8 counts are inconsistent") {
  Fixture fixture;
  FakeMemory& memory = fixture.spaces.memory();
  const std::uint64_t old_space = fixture.spaces.Space("old").address;
  const std::uint64_t new_space = fixture.spaces.Space("new").address;
  SECTION("the allocator counts more") {
    memory.Write(FakeSpaces::AllocatorSize(), memory.Word(FakeSpaces::AllocatorSize()) + 8);
  }
  SECTION("a space has less") {
    memory.Write(old_space + Newest().SpaceCommitted(), FakeSpaces::kCommitted - 8);
  }
  SECTION("a semispace has more") {
    memory.Write(new_space + Newest().new_space.from_committed, FakeSpaces::kCommitted + 8);
  }
  SECTION("more than 64 bits can hold") {
    memory.Write(old_space + Newest().SpaceCommitted(), UINT64_MAX);
  }
  CHECK(fixture.DeriveReason() == Reason::kInconsistent);
}

TEST_CASE("whichever read fails, nothing is derived") {
  Fixture healthy;
  REQUIRE(healthy.Derive());
  const std::size_t reads = healthy.spaces.memory().reads();
  CHECK(reads > 4);
  for (std::size_t failing = 0; failing < reads; ++failing) {
    Fixture fixture;
    fixture.spaces.memory().FailRead(failing, Reason::kProcessGone);
    CHECK(fixture.DeriveReason() == Reason::kProcessGone);
  }
}
