#include "runtime/node/space_accessors.h"

#include <map>
#include <vector>

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using heap_exporter::testing::FakeMemory;

namespace {

constexpr std::uint32_t kCommitted = 0x18;
constexpr std::uint64_t kVtables = 0x10000;
constexpr std::uint64_t kVtableBytes = 16 * 8;
constexpr std::uint64_t kCode = 0x20000;
constexpr std::uint64_t kCodeEnd = 0x22000;
constexpr std::uint64_t kUnmapped = 0x7000'0000;
constexpr SpaceVtables kSpaces = {.old_space = kVtables,
                                  .new_space = kVtables + kVtableBytes,
                                  .large_object_space = kVtables + 2 * kVtableBytes};

using Function = std::vector<std::uint32_t>;
using Class = std::map<std::size_t, Function>;  // by slot

// In AArch64's code, where instructions are numbers.
constexpr std::uint32_t kRet = 0xd65f03c0;
constexpr std::uint32_t LoadX0(std::uint32_t offset) { return 0xf9400000 | offset / 8 << 10; }

Function Returns(std::uint32_t offset) { return {LoadX0(offset), kRet}; }
Function ReturnsSum(std::uint32_t a, std::uint32_t b) {
  return {LoadX0(a) | 1, LoadX0(b), 0x8b010000, kRet};
}
// Something else: what a call gives back.
Function Calls() { return {0x94000040, kRet}; }

Mapping Readable(std::uint64_t start, std::uint64_t end) {
  Mapping mapping;
  mapping.start = start;
  mapping.end = end;
  mapping.readable = true;
  return mapping;
}

// A module with three classes, whose other slots hold pointers to a function that is no accessor.
struct Module {
  FakeMemory memory;
  MemoryMap map{{Readable(kVtables, kVtables + 0x1000), Readable(kCode, kCodeEnd)}};
  std::uint64_t next_function = kCode;

  Module() {
    memory.Map(kVtables, 0x1000);
    memory.Map(kCode, kCodeEnd - kCode);
    for (std::uint64_t slot = 0; slot < 3 * 16; ++slot) Point(kVtables, slot, Calls());
  }

  Module(const Class& old_space, const Class& new_space, const Class& large_object_space)
      : Module() {
    for (const auto& [slot, function] : old_space) Point(kSpaces.old_space, slot, function);
    for (const auto& [slot, function] : new_space) Point(kSpaces.new_space, slot, function);
    for (const auto& [slot, function] : large_object_space) {
      Point(kSpaces.large_object_space, slot, function);
    }
  }

  void Point(std::uint64_t vtable, std::uint64_t slot, const Function& function) {
    memory.WriteBytes(next_function, std::as_bytes(std::span(function)));
    memory.Write(vtable + slot * 8, next_function);
    next_function += kMaxAccessorBytes;
  }

  [[nodiscard]] Result<DecodedSpaces> TryDecode(const SpaceVtables& vtables = kSpaces,
                                                std::uint32_t committed = kCommitted) const {
    return DecodeSpaceAccessors(MappedMemory(memory, &map), InstructionSet::kAarch64, vtables,
                                committed);
  }
  [[nodiscard]] DecodedSpaces Decode(const SpaceVtables& vtables = kSpaces,
                                     std::uint32_t committed = kCommitted) const {
    const auto decoded = TryDecode(vtables, committed);
    REQUIRE(decoded);
    return *decoded;
  }
};

// As in Node.js 24.21.0 (V8 13.6). Slots: 0 CommittedMemory, 1 MaximumCommittedMemory,
// 2 CommittedPhysicalMemory, 3 Size, 6 SizeOfObjects.
const Class kOldSpace = {{0, Returns(0x18)}, {1, Returns(0x20)}, {2, Calls()}, {3, Returns(0x78)}};
const Class kNewSpace = {{0, ReturnsSum(0xf8, 0x78)}, {1, ReturnsSum(0x100, 0x80)}};
const Class kLargeObjectSpace = {
    {0, Returns(0x18)}, {1, Returns(0x20)}, {3, Returns(0x58)}, {6, Returns(0x68)}};

}  // namespace

TEST_CASE("the layout of the spaces is read out of their functions") {
  const Module module(kOldSpace, kNewSpace, kLargeObjectSpace);
  CHECK(module.Decode() == DecodedSpaces{.paged_size = 0x78,
                                         .large_objects_size = 0x68,
                                         .to_committed = 0x78,
                                         .from_committed = 0xf8,
                                         .paged_new_committed = {}});
}

TEST_CASE("the slots of V8 up to 8.4 are found as well") {
  // As in Node.js 14.21.3: 7 CommittedMemory, 8 MaximumCommittedMemory, 9 Size, 10 SizeOfObjects.
  const Module module(
      {{7, Returns(0x50)}, {8, Returns(0x58)}, {9, Returns(0xb8)}},
      {{7, ReturnsSum(0x120, 0x1c0)}, {8, ReturnsSum(0x128, 0x1c8)}},
      {{7, Returns(0x50)}, {8, Returns(0x58)}, {9, Returns(0x68)}, {10, Returns(0x78)}});
  CHECK(module.Decode(kSpaces, 0x50) == DecodedSpaces{.paged_size = 0xb8,
                                                      .large_objects_size = 0x78,
                                                      .to_committed = 0x120,
                                                      .from_committed = 0x1c0,
                                                      .paged_new_committed = {}});
}

TEST_CASE("a new space of one piece has one committed word") {
  // PagedNewSpace of Node.js 24.21.0 with --minor-ms.
  const Module module(kOldSpace, {{0, Returns(0x78)}, {1, Returns(0x80)}, {3, Returns(0xd8)}},
                      kLargeObjectSpace);
  const DecodedSpaces decoded = module.Decode();
  CHECK(decoded.paged_new_committed == 0x78);
  CHECK_FALSE(decoded.to_committed);
  CHECK_FALSE(decoded.from_committed);
  CHECK(decoded.paged_size == 0x78);
}

TEST_CASE("a physical size that a compiler made an accessor is not taken for the size") {
  Class old_space = kOldSpace;
  old_space[2] = Returns(0x88);
  Class large_object_space = kLargeObjectSpace;
  large_object_space[2] = Returns(0x18);  // LargeObjectSpace reports CommittedMemory()
  CHECK(Module(old_space, kNewSpace, large_object_space).Decode().paged_size == 0x78);
}

TEST_CASE("the objects of a large object space must lie two words behind its size") {
  Class large_object_space = kLargeObjectSpace;
  large_object_space[6] = Returns(0x70);
  const DecodedSpaces decoded = Module(kOldSpace, kNewSpace, large_object_space).Decode();
  CHECK_FALSE(decoded.large_objects_size);
  CHECK(decoded.paged_size == 0x78);
}

TEST_CASE("what is no member of a space is none of the layout's") {
  SECTION("not a word's offset") {
    Class old_space = kOldSpace;
    old_space[3] = {0xf8479000, kRet};  // ldur x0, [x0, #0x79]
    CHECK_FALSE(Module(old_space, kNewSpace, kLargeObjectSpace).Decode().paged_size);
  }
  SECTION("too far away") {
    Class old_space = kOldSpace;
    old_space[3] = Returns(0x1000);
    CHECK_FALSE(Module(old_space, kNewSpace, kLargeObjectSpace).Decode().paged_size);
  }
  SECTION("twice the same semispace") {
    const Module module(kOldSpace, {{0, ReturnsSum(0x78, 0x78)}}, kLargeObjectSpace);
    CHECK_FALSE(module.Decode().to_committed);
    CHECK_FALSE(module.Decode().from_committed);
  }
  SECTION("a semispace too far away") {
    const Module module(kOldSpace, {{0, ReturnsSum(0x78, 0x1000)}}, kLargeObjectSpace);
    CHECK_FALSE(module.Decode().to_committed);
    CHECK_FALSE(module.Decode().from_committed);
  }
  SECTION("a new space that reports the word of every space") {
    CHECK_FALSE(
        Module(kOldSpace, {{0, Returns(0x18)}}, kLargeObjectSpace).Decode().paged_new_committed);
  }
}

TEST_CASE("where nothing returns the committed bytes nothing is decoded") {
  CHECK(Module().Decode() == DecodedSpaces{});
  CHECK(Module(kOldSpace, kNewSpace, kLargeObjectSpace).Decode(kSpaces, 0x50) == DecodedSpaces{});
}

TEST_CASE("pointers that lead nowhere leave members out") {
  Module module(kOldSpace, kNewSpace, kLargeObjectSpace);
  SpaceVtables vtables = kSpaces;
  SECTION("to the old space's vtable") {
    for (const std::uint64_t nowhere : {std::uint64_t{0}, kUnmapped, ~std::uint64_t{0}}) {
      vtables.old_space = nowhere;
      CHECK(module.Decode(vtables) == DecodedSpaces{});
    }
  }
  SECTION("to any vtable") { CHECK(module.Decode({}) == DecodedSpaces{}); }
  SECTION("to a vtable of which not all slots are mapped") {
    vtables.new_space = kVtables + 0x1000 - kVtableBytes + 8;
    CHECK_FALSE(module.Decode(vtables).to_committed);
    CHECK(module.Decode(vtables).paged_size == 0x78);
  }
  SECTION("to the large object space's vtable") {
    vtables.large_object_space = kUnmapped;
    CHECK_FALSE(module.Decode(vtables).paged_size);
    CHECK(module.Decode(vtables).to_committed == 0x78);
  }
  SECTION("to functions") {
    for (const std::uint64_t nowhere : {std::uint64_t{0}, kUnmapped, kCodeEnd - 8}) {
      module.memory.Write(kSpaces.large_object_space + 3 * 8, nowhere);
      const DecodedSpaces decoded = module.Decode();
      CHECK_FALSE(decoded.paged_size);
      CHECK_FALSE(decoded.large_objects_size);
      CHECK(decoded.to_committed == 0x78);
    }
  }
}

TEST_CASE("two reads are made, and memory that cannot be read is an error") {
  Module module(kOldSpace, kNewSpace, kLargeObjectSpace);
  module.memory.Heal();
  CHECK(module.TryDecode());
  CHECK(module.memory.reads() == 2);
  for (const std::size_t read : {0, 1}) {
    module.memory.FailRead(read, Reason::kProcessGone);
    const auto decoded = module.TryDecode();
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().reason == Reason::kProcessGone);
  }
}

TEST_CASE("memory that has gone since the map was read leaves all members out") {
  Module module(kOldSpace, kNewSpace, kLargeObjectSpace);
  module.memory.FailAllReads(Reason::kBadAddress);
  CHECK(module.Decode() == DecodedSpaces{});
}
