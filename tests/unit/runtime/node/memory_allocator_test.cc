#include "runtime/node/memory_allocator.h"

#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kIsolate = 0x100000;
constexpr std::uint64_t kHeap = 0x108000;
constexpr std::uint64_t kAllocator = 0x200000;
constexpr std::uint64_t kCommitted = 20 << 20;
constexpr std::uint64_t kCapacity = std::uint64_t{4} << 30;

// A heap whose word at 0x6f8 points to a MemoryAllocator as V8 12.4 lays it out.
struct Fixture {
  Fixture() {
    memory.Map(kIsolate, 0x20000);
    memory.Map(kAllocator, 0x10000);
    memory.Write(kHeap + 0x6f8, kAllocator);
    WriteAllocator(kAllocator);
  }

  void WriteAllocator(std::uint64_t address) {
    memory.Write(address, kIsolate);
    memory.Write(address + 0x20, kCapacity);
    memory.Write(address + 0x28, kCommitted);
  }

  [[nodiscard]] Result<WordPath> Find(std::uint64_t committed = kCommitted) const {
    std::vector<Mapping> mappings(2);
    mappings[0].start = kIsolate;
    mappings[0].end = kIsolate + 0x20000;
    mappings[1].start = kAllocator;
    mappings[1].end = kAllocator + 0x10000;
    for (Mapping& mapping : mappings) mapping.readable = mapping.writable = true;
    const MemoryMap map(std::move(mappings));
    return FindMemoryAllocatorSize(MappedMemory(memory, &map), kIsolate, kHeap, committed);
  }

  FakeMemory memory;
};

}  // namespace

TEST_CASE("V8's memory allocator is found by its isolate and by what it counts") {
  Fixture fixture;
  // A tracer of collections holds a copy of the count, but no isolate.
  fixture.memory.Write(kHeap + 0x6c8, kAllocator + 0x1000);
  fixture.memory.Write(kAllocator + 0x1000 + 0x28, kCommitted);
  const auto path = fixture.Find();
  REQUIRE(path);
  CHECK(path->offset == 0x6f8);
  CHECK(path->inner == 0x28);
}

TEST_CASE("an allocator that counts otherwise is none") {
  Fixture fixture;
  SECTION("another sum") {
    CHECK(fixture.Find(kCommitted + 8).error().reason == Reason::kInconsistent);
  }
  SECTION("another isolate") {
    fixture.memory.Write(kAllocator, kIsolate + 8);
    CHECK(fixture.Find().error().reason == Reason::kInconsistent);
  }
  SECTION("less capacity than size") {
    fixture.memory.Write(kAllocator + 0x20, kCommitted - 1);
    CHECK(fixture.Find().error().reason == Reason::kInconsistent);
  }
  SECTION("a pointer that leads nowhere") {
    fixture.memory.Write(kHeap + 0x6f8, std::uint64_t{0xdead0000});
    CHECK(fixture.Find().error().reason == Reason::kInconsistent);
  }
}

TEST_CASE("two that look like the allocator are none") {
  Fixture fixture;
  fixture.memory.Write(kHeap + 0x700, kAllocator + 0x1000);
  fixture.WriteAllocator(kAllocator + 0x1000);
  CHECK(fixture.Find().error().reason == Reason::kInconsistent);
}
