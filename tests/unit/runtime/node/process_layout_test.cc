#include "runtime/node/process_layout.h"

#include "support/catch.h"
#include "support/fake_spaces.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr V8Minor kUnknown = {.major = 99, .minor = 1};

const V8Layout& Newest() { return V8Layouts().back(); }

Reason ReasonOf(FakeSpaces& spaces, const V8Layout& searched) {
  const auto layout = FindProcessLayout(spaces.mapped(), searched, spaces.objects());
  REQUIRE_FALSE(layout);
  return layout.error().reason;
}

}  // namespace

TEST_CASE("a known version is searched with its row") {
  for (const V8Layout& row : V8Layouts()) {
    const auto layout = LayoutForSearch(row.version);
    REQUIRE(layout);
    CHECK(layout->version == row.version);
    CHECK(layout->paged.size == row.paged.size);
    CHECK(layout->spaces.data() == row.spaces.data());
  }
}

TEST_CASE("a version without a row is searched with the newest row's spaces") {
  const auto layout = LayoutForSearch(kUnknown);
  REQUIRE(layout);
  CHECK(layout->version == kUnknown);
  CHECK(layout->spaces.data() == Newest().spaces.data());
  CHECK(layout->paged.size == 0);
}

TEST_CASE("an old version without a row cannot be searched") {
  for (const V8Minor version : {V8Minor{0, 0}, V8Minor{6, 8}, V8Minor{12, 8}}) {
    REQUIRE(FindV8Layout(version) == nullptr);
    const auto layout = LayoutForSearch(version);
    REQUIRE_FALSE(layout);
    CHECK(layout.error().reason == Reason::kUnsupportedVersion);
  }
}

TEST_CASE("vtables are told by the spaces' names, and are zero where a space is missing") {
  FakeSpaces spaces(Newest());
  CHECK(VtablesOf(Newest(), spaces.objects()) ==
        SpaceVtables{.old_space = spaces.Space("old").vtable,
                     .new_space = spaces.Space("new").vtable,
                     .large_object_space = spaces.Space("large_object").vtable});
  CHECK(VtablesOf(Newest(), {}) == SpaceVtables{});
}

TEST_CASE("every row is confirmed by code that says the same") {
  for (const V8Layout& row : V8Layouts()) {
    INFO("V8 " << ToString(row.version));
    FakeSpaces spaces(row);
    const auto layout = FindProcessLayout(spaces.mapped(), row, spaces.objects());
    REQUIRE(layout);
    REQUIRE(*layout);
    CHECK((*layout)->verdict == RowVerdict::kConfirmed);
    CHECK((*layout)->is_heap_known);
    CHECK((*layout)->layout.version == row.version);
  }
}

TEST_CASE("code that cannot be understood leaves a row as it is") {
  FakeSpaces spaces(Newest());
  for (const SpaceObject& space : spaces.objects().spaces) spaces.Obscure(space);
  const auto layout = FindProcessLayout(spaces.mapped(), Newest(), spaces.objects());
  REQUIRE(layout);
  CHECK((*layout)->verdict == RowVerdict::kUnknown);
  CHECK((*layout)->is_new_space_known);
}

TEST_CASE("code that says otherwise corrects a row") {
  FakeSpaces spaces(Newest());
  const std::uint32_t size = Newest().paged.size + 8;
  spaces.Define(spaces.Space("old"), FakeSpaces::kSize, ReturnsWord(size));
  const auto layout = FindProcessLayout(spaces.mapped(), Newest(), spaces.objects());
  REQUIRE(layout);
  CHECK((*layout)->verdict == RowVerdict::kCorrected);
  CHECK((*layout)->layout.paged.size == size);
}

TEST_CASE("a new space of one piece is known by its committed bytes only") {
  FakeSpaces spaces(Newest());
  spaces.Define(spaces.Space("new"), FakeSpaces::kCommittedMemory, ReturnsWord(0x78));
  const auto layout = FindProcessLayout(spaces.mapped(), Newest(), spaces.objects());
  REQUIRE(layout);
  CHECK((*layout)->verdict == RowVerdict::kContradicted);
  CHECK_FALSE((*layout)->is_new_space_known);
  CHECK((*layout)->new_space_committed == 0x78);
}

TEST_CASE("a new space of which nothing is known is a mismatch") {
  FakeSpaces spaces(Newest());
  spaces.Define(spaces.Space("new"), FakeSpaces::kCommittedMemory, ReturnsSum(0x40, 0x88));
  CHECK(ReasonOf(spaces, Newest()) == Reason::kLayoutMismatch);
}

TEST_CASE("a version without a row has what its code tells") {
  FakeSpaces spaces(Newest());
  const auto stand_in = LayoutForSearch(kUnknown);
  REQUIRE(stand_in);
  const auto layout = FindProcessLayout(spaces.mapped(), *stand_in, spaces.objects());
  REQUIRE(layout);
  CHECK((*layout)->verdict == RowVerdict::kUnknown);
  CHECK_FALSE((*layout)->is_heap_known);
  CHECK((*layout)->layout.version == kUnknown);
  CHECK((*layout)->layout.paged.size == Newest().paged.size);

  spaces.Obscure(spaces.Space("old"));
  CHECK(ReasonOf(spaces, *stand_in) == Reason::kUnsupportedVersion);
}

TEST_CASE("code that cannot be read is an error") {
  FakeSpaces spaces(Newest());
  for (const std::size_t read : {0, 1}) {
    spaces.memory().FailRead(read, Reason::kProcessGone);
    CHECK(ReasonOf(spaces, Newest()) == Reason::kProcessGone);
  }
}
