#include "runtime/word_set.h"

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kStart = 0x10000;
constexpr std::uint64_t kSize = 0x10000;

// Remembers what was asked for in the last read.
class RecordingMemory : public FakeMemory {
 public:
  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    ranges_.assign(ranges.begin(), ranges.end());
    return FakeMemory::Read(ranges, out);
  }
  [[nodiscard]] const std::vector<MemoryRange>& ranges() const { return ranges_; }

 private:
  mutable std::vector<MemoryRange> ranges_;
};

// Memory in which every aligned word holds its own address.
struct Fixture {
  Fixture() {
    memory.Map(kStart, kSize);
    for (std::uint64_t at = kStart; at < kStart + kSize; at += 8) memory.Write(at, at);
  }

  // Reads the words at these addresses, each of which must bring what FakeMemory::Word does.
  void CheckWords(const std::vector<std::uint64_t>& addresses) {
    WordSet set;
    std::vector<WordSet::Slot> slots;
    for (const std::uint64_t address : addresses) slots.push_back(set.Add(address));
    set.Seal();
    REQUIRE(set.Read(memory, values));
    const Words words(set, values);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      CAPTURE(i, addresses[i]);
      CHECK(words[slots[i]] == memory.Word(addresses[i]));
    }
  }

  RecordingMemory memory;
  std::vector<std::uint64_t> values;
};

}  // namespace

TEST_CASE("each word is found under its slot, in whatever order they were added") {
  Fixture fixture;
  fixture.CheckWords({0x10000, 0x10008, 0x10010});
  fixture.CheckWords({0x10010, 0x10000, 0x10008});
  fixture.CheckWords({0x1fff8, 0x10000, 0x15000, 0x10040, 0x15008, 0x10020});
}

TEST_CASE("the same address may be added more than once") {
  Fixture fixture;
  fixture.CheckWords({0x10100, 0x10100, 0x10000, 0x10100, 0x10000});
  CHECK(fixture.memory.ranges().size() == 1);
}

TEST_CASE("words that lie near each other are read as one range") {
  Fixture fixture;
  fixture.CheckWords({0x10200, 0x10000, 0x10040});
  REQUIRE(fixture.memory.ranges().size() == 1);
  CHECK(fixture.memory.ranges()[0].address == 0x10000);
  CHECK(fixture.memory.ranges()[0].size == 0x208);
  CHECK(fixture.memory.reads() == 1);
}

TEST_CASE("words that lie far from each other are read as ranges of one call") {
  Fixture fixture;
  fixture.CheckWords({0x18000, 0x10000, 0x10008, 0x14000});
  REQUIRE(fixture.memory.ranges().size() == 3);
  CHECK(fixture.memory.ranges()[0].size == 16);
  CHECK(fixture.memory.ranges()[1].address == 0x14000);
  CHECK(fixture.memory.ranges()[2].address == 0x18000);
  CHECK(fixture.memory.reads() == 1);
}

TEST_CASE("a range never reaches over a page that holds no word of the set") {
  Fixture fixture;
  const std::uint64_t page = 0x1000;
  for (std::uint64_t gap = 0; gap < 2 * page; gap += 8) {
    fixture.CheckWords({kStart, kStart + 8 + gap});
    const auto& ranges = fixture.memory.ranges();
    if (ranges.size() == 1 && gap >= page) FAIL("joined over " << gap << " bytes");
  }
}

TEST_CASE("an address that is not aligned as its neighbours is read apart") {
  Fixture fixture;
  fixture.CheckWords({0x10000, 0x10004, 0x10008, 0x10014});
  CHECK(fixture.memory.ranges().size() > 1);
}

TEST_CASE("words that all are shifted by the same are read as one range") {
  Fixture fixture;
  fixture.CheckWords({0x10003, 0x1000b, 0x10023});
  CHECK(fixture.memory.ranges().size() == 1);
}

TEST_CASE("an empty set reads nothing") {
  Fixture fixture;
  fixture.values = {1, 2, 3};
  fixture.CheckWords({});
  CHECK(fixture.values.empty());
  CHECK(fixture.memory.ranges().empty());
}

TEST_CASE("the old content of the values is lost and new figures are seen") {
  Fixture fixture;
  WordSet set;
  const auto slot = set.Add(kStart);
  set.Seal();
  std::vector<std::uint64_t> values = {7, 7, 7, 7, 7};
  REQUIRE(set.Read(fixture.memory, values));
  CHECK(Words(set, values)[slot] == kStart);
  fixture.memory.Write(kStart, std::uint64_t{42});
  REQUIRE(set.Read(fixture.memory, values));
  CHECK(Words(set, values)[slot] == 42);
}

TEST_CASE("a set of words of which one cannot be read is not read") {
  Fixture fixture;
  WordSet set;
  set.Add(kStart);
  std::vector<std::uint64_t> values;
  SECTION("not mapped") {
    set.Add(kStart + kSize);
    set.Seal();
    CHECK(set.Read(fixture.memory, values).error().reason == Reason::kBadAddress);
  }
  SECTION("at the very end of all addresses") {
    for (std::uint64_t back = 0; back < 16; ++back) set.Add(UINT64_MAX - back);
    set.Seal();
    CHECK(set.Read(fixture.memory, values).error().reason == Reason::kBadAddress);
  }
  SECTION("the process is gone") {
    set.Seal();
    fixture.memory.FailAllReads(Reason::kProcessGone);
    CHECK(set.Read(fixture.memory, values).error().reason == Reason::kProcessGone);
  }
}
