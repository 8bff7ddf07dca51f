#include "runtime/node/layout_check.h"

#include <utility>
#include <vector>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

const V8Layout& RowOf(V8Minor version) {
  const V8Layout* const row = FindV8Layout(version);
  REQUIRE(row != nullptr);
  return *row;
}

// What a process says whose layout is the row's.
DecodedSpaces SaidBy(const V8Layout& row) {
  return {.paged_size = row.paged.size,
          .large_objects_size = row.large_objects_size,
          .to_committed = row.new_space.to_committed,
          .from_committed = row.new_space.from_committed,
          .paged_new_committed = {}};
}

DecodedSpaces BehindLongerMutex(DecodedSpaces decoded) {
  *decoded.to_committed += 8;
  *decoded.from_committed += 8;
  return decoded;
}

void CheckSameNewSpace(const NewSpaceLayout& layout, const NewSpaceLayout& row) {
  CHECK(layout.to_committed == row.to_committed);
  CHECK(layout.from_committed == row.from_committed);
  CHECK(layout.use.capacity == row.use.capacity);
  CHECK(layout.use.pages_used == row.use.pages_used);
  CHECK(layout.top.offset == row.top.offset);
  CHECK(layout.top.inner == row.top.inner);
}

}  // namespace

TEST_CASE("a process that says what the row says confirms it") {
  for (const V8Layout& row : V8Layouts()) {
    const CheckedLayout checked = CheckLayout(row, SaidBy(row));
    CHECK(checked.verdict == RowVerdict::kConfirmed);
    CHECK(checked.is_new_space_known);
    CHECK(checked.detail.empty());
    CHECK(checked.layout.version == row.version);
    CheckSameNewSpace(checked.layout.new_space, row.new_space);
  }
}

TEST_CASE("what could not be decoded does not speak against a row") {
  const V8Layout& row = RowOf({13, 6});
  DecodedSpaces decoded = SaidBy(row);
  SECTION("one member") {
    decoded.large_objects_size.reset();
    CHECK(CheckLayout(row, decoded).verdict == RowVerdict::kConfirmed);
    CHECK(CheckLayout(row, decoded).layout.large_objects_size == row.large_objects_size);
  }
  SECTION("all of them") {
    const CheckedLayout checked = CheckLayout(row, {});
    CHECK(checked.verdict == RowVerdict::kUnknown);
    CHECK(checked.is_new_space_known);
    CHECK(checked.layout.paged.size == row.paged.size);
  }
}

TEST_CASE("a longer mutex moves what lies behind it in the new space") {
  SECTION("a top in front of the mutex stays") {
    const V8Layout& row = RowOf({8, 4});
    const CheckedLayout checked = CheckLayout(row, BehindLongerMutex(SaidBy(row)));
    CHECK(checked.verdict == RowVerdict::kCorrected);
    CHECK(checked.is_new_space_known);
    CHECK_FALSE(checked.detail.empty());
    CheckSameNewSpace(checked.layout.new_space, {.to_committed = 0x128,
                                                 .from_committed = 0x1c8,
                                                 .use = {.pages_used = 0x170},
                                                 .top = row.new_space.top});
  }
  SECTION("a top behind a pointer stays") {
    const V8Layout& row = RowOf({10, 2});
    const CheckedLayout checked = CheckLayout(row, BehindLongerMutex(SaidBy(row)));
    CheckSameNewSpace(checked.layout.new_space, {.to_committed = 0x180,
                                                 .from_committed = 0x288,
                                                 .use = {.capacity = 0x230},
                                                 .top = row.new_space.top});
  }
  SECTION("a top behind the semispaces moves with them") {
    for (const V8Minor version : {V8Minor{12, 4}, V8Minor{12, 9}}) {
      const V8Layout& row = RowOf(version);
      const CheckedLayout checked = CheckLayout(row, BehindLongerMutex(SaidBy(row)));
      CHECK(checked.verdict == RowVerdict::kCorrected);
      CheckSameNewSpace(checked.layout.new_space, {.to_committed = 0x98,
                                                   .from_committed = 0x128,
                                                   .use = {.capacity = 0xd0},
                                                   .top = {0x1b8}});
    }
  }
  SECTION("nothing else moves") {
    const V8Layout& row = RowOf({11, 3});
    const V8Layout layout = CheckLayout(row, BehindLongerMutex(SaidBy(row))).layout;
    CHECK(layout.paged.size == row.paged.size);
    CHECK(layout.large_objects_size == row.large_objects_size);
    CHECK(layout.new_space.physical_distance == row.new_space.physical_distance);
    CHECK(layout.heap.memory_allocator_size.offset == row.heap.memory_allocator_size.offset);
    CHECK(layout.heap.mark_compacts == row.heap.mark_compacts);
  }
}

TEST_CASE("longer mutexes move what counts the resident bytes of paged spaces") {
  for (const V8Layout& row : V8Layouts()) {
    if (row.version > V8Minor{12, 9}) continue;
    INFO("V8 " << ToString(row.version));
    const V8Layout layout = CheckLayout(row, BehindLongerMutex(SaidBy(row))).layout;
    REQUIRE(layout.paged.physical.has_value() == row.paged.physical.has_value());
    if (layout.paged.physical) CHECK(*layout.paged.physical == *row.paged.physical + 8);
  }
}

TEST_CASE("pauses are told where it is known how far longer mutexes move them") {
  SECTION("some way") {
    const std::vector<std::pair<V8Minor, std::uint32_t>> moved = {
        {{10, 1}, 0x28}, {{10, 2}, 0x28}, {{11, 3}, 0x20}};
    for (const auto& [version, distance] : moved) {
      const V8Layout& row = RowOf(version);
      const HeapLayout heap = CheckLayout(row, BehindLongerMutex(SaidBy(row))).layout.heap;
      CHECK(heap.gc_pause == *row.heap.gc_pause + distance);
      CHECK(heap.gc_pause_more == *row.heap.gc_pause_more + distance);
    }
  }
  SECTION("not at all") {
    for (const V8Minor version : {V8Minor{11, 8}, V8Minor{12, 4}, V8Minor{12, 9}}) {
      const V8Layout& row = RowOf(version);
      const HeapLayout heap = CheckLayout(row, BehindLongerMutex(SaidBy(row))).layout.heap;
      CHECK(heap.gc_pause == row.heap.gc_pause);
      CHECK_FALSE(heap.gc_pause_more);
    }
  }
  SECTION("nobody knows") {
    for (const V8Minor version : {V8Minor{9, 6}, V8Minor{10, 8}}) {
      const V8Layout& row = RowOf(version);
      REQUIRE(row.heap.gc_pause);
      const HeapLayout heap = CheckLayout(row, BehindLongerMutex(SaidBy(row))).layout.heap;
      CHECK_FALSE(heap.gc_pause);
      CHECK_FALSE(heap.gc_pause_more);
    }
  }
}

TEST_CASE("semispaces elsewhere make the new space unknown") {
  const V8Layout& row = RowOf({12, 4});
  DecodedSpaces decoded = SaidBy(row);
  SECTION("only one of them moved") { *decoded.from_committed += 8; }
  SECTION("by another distance") {
    *decoded.to_committed += 16;
    *decoded.from_committed += 16;
  }
  SECTION("they cannot be told") {
    decoded.to_committed.reset();
    decoded.from_committed.reset();
  }
  const CheckedLayout checked = CheckLayout(row, decoded);
  CHECK(checked.verdict == RowVerdict::kContradicted);
  CHECK_FALSE(checked.is_new_space_known);
  CHECK_FALSE(checked.new_space_committed);
  CHECK_FALSE(checked.detail.empty());
}

TEST_CASE("a V8 without a mutex before the semispaces is not corrected for a longer one") {
  for (const V8Minor version : {V8Minor{13, 6}, V8Minor{14, 1}, V8Minor{14, 6}}) {
    const V8Layout& row = RowOf(version);
    const CheckedLayout checked = CheckLayout(row, BehindLongerMutex(SaidBy(row)));
    CHECK(checked.verdict == RowVerdict::kContradicted);
    CHECK_FALSE(checked.is_new_space_known);
  }
}

TEST_CASE("a new space of one piece still tells its total") {
  const V8Layout& row = RowOf({13, 6});
  DecodedSpaces decoded = SaidBy(row);
  decoded.to_committed.reset();
  decoded.from_committed.reset();
  decoded.paged_new_committed = 0x78;
  const CheckedLayout checked = CheckLayout(row, decoded);
  CHECK(checked.verdict == RowVerdict::kContradicted);
  CHECK_FALSE(checked.is_new_space_known);
  CHECK(checked.new_space_committed == 0x78);
  CHECK(checked.layout.paged.size == row.paged.size);
}

TEST_CASE("sizes elsewhere are taken from where V8's code takes them") {
  const V8Layout& row = RowOf({11, 3});
  REQUIRE(row.paged.physical);
  DecodedSpaces decoded = SaidBy(row);
  SECTION("of paged spaces, without what lay beside them") {
    decoded.paged_size = 0xa8;
    const CheckedLayout checked = CheckLayout(row, decoded);
    CHECK(checked.verdict == RowVerdict::kCorrected);
    CHECK(checked.is_new_space_known);
    CHECK(checked.layout.paged.size == 0xa8);
    CHECK_FALSE(checked.layout.paged.physical);
    CHECK_FALSE(checked.layout.paged.free_bytes);
    CHECK(checked.detail == "size of paged spaces at 0xa8 instead of 0x98");
  }
  SECTION("of large objects") {
    decoded.large_objects_size = 0x70;
    const CheckedLayout checked = CheckLayout(row, decoded);
    CHECK(checked.verdict == RowVerdict::kCorrected);
    CHECK(checked.layout.large_objects_size == 0x70);
    CHECK(checked.layout.paged.physical == row.paged.physical);
  }
  SECTION("a new space that is unknown outweighs them") {
    decoded.large_objects_size = 0x70;
    decoded.to_committed = 0x8;
    const CheckedLayout checked = CheckLayout(row, decoded);
    CHECK(checked.verdict == RowVerdict::kContradicted);
    CHECK(checked.layout.large_objects_size == 0x70);
  }
}
