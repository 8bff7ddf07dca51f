#include "runtime/node/array_buffers.h"

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kAllocator = 0x10000;
constexpr std::uint64_t kDelegate = 0x20000;
constexpr NodeModule kModule{.start = 0x400000, .end = 0x500000};
constexpr std::uint64_t kVtable = 0x410010;

// The words behind the allocator's vtable; `delegate` is the first word of V8's own allocator.
struct Allocator {
  Allocator(std::uint64_t first, std::uint64_t second, std::uint64_t delegate) {
    memory.Map(kAllocator, 0x1000);
    memory.Map(kDelegate, 0x1000);
    memory.Write(kAllocator + 8, first);
    memory.Write(kAllocator + 16, second);
    memory.Write(kDelegate, delegate);
  }

  [[nodiscard]] std::uint64_t FindBytes() const {
    const auto address = FindArrayBufferBytes(MappedMemory(memory, nullptr), kModule, kAllocator);
    REQUIRE(address);
    return *address - kAllocator;
  }

  FakeMemory memory;
};

}  // namespace

TEST_CASE("array buffers are counted behind the field for zero filling where there is one") {
  CHECK(Allocator(1, 9346, kVtable).FindBytes() == 16);
  CHECK(Allocator(0, 9346, kVtable).FindBytes() == 16);
  // What fills up the field's word can be anything.
  CHECK(Allocator(0xdead00000001, 9346, kVtable).FindBytes() == 16);
}

TEST_CASE("array buffers are counted in front where there is no field for zero filling") {
  CHECK(Allocator(9346, kDelegate, kVtable).FindBytes() == 8);
  SECTION("even while nothing has been counted") {
    CHECK(Allocator(0, kDelegate, kVtable).FindBytes() == 8);
    CHECK(Allocator(1, kDelegate, kVtable).FindBytes() == 8);
  }
  SECTION("even while it is just 4 GiB") {
    CHECK(Allocator(std::uint64_t{4} << 30, kDelegate, kVtable).FindBytes() == 8);
  }
}

TEST_CASE("a count of array buffers that happens to be an address is no object") {
  CHECK(Allocator(1, kDelegate, 0x5000).FindBytes() == 16);
  CHECK(Allocator(1, 0xdead0000, kVtable).FindBytes() == 16);
}

TEST_CASE("an allocator that cannot be read is an error") {
  const FakeMemory nothing;
  CHECK_FALSE(FindArrayBufferBytes(MappedMemory(nothing, nullptr), kModule, kAllocator));
}
