#include "runtime/node/isolate_objects.h"

#include "support/catch.h"
#include "support/fake_node_parts.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

const V8Layout& Newest() { return V8Layouts().back(); }

struct Located : FakeNodeParts {
  Located() : FakeNodeParts(Newest()) {
    const auto found = FindShape();
    REQUIRE(found);
    shape = *found;
  }

  // What follows from one changed word.
  Reason ReasonWith(std::uint64_t address, std::uint64_t value) {
    node.memory().Write(address, value);
    const auto objects = Locate(shape);
    REQUIRE_FALSE(objects);
    return objects.error().reason;
  }

  HeapShape shape;
};

}  // namespace

TEST_CASE("a known shape leads to the objects with two reads and without a map") {
  for (const V8Layout& layout : V8Layouts()) {
    INFO("V8 " << ToString(layout.version));
    FakeNodeParts parts(layout);
    const auto shape = parts.FindShape();
    REQUIRE(shape);
    parts.node.memory().Heal();
    const auto objects =
        LocateIsolateObjects(MappedMemory(parts.node.memory(), nullptr), parts.addresses, layout,
                             *shape, parts.isolate().isolate);
    REQUIRE(objects);
    CHECK(parts.node.memory().reads() == 2);
    CHECK(objects->heap == parts.isolate().heap);
    for (const SpaceObject& space : objects->spaces) {
      CHECK(space.address == parts.isolate().spaces[space.id]);
    }
    CHECK(objects->allocation_areas.size() == shape->areas.size());
  }
}

TEST_CASE("objects that are others than expected are a mismatch") {
  Located located;
  const std::uint64_t old = located.Space("old");
  SECTION("a vtable outside of the module") {
    CHECK(located.ReasonWith(old, FakeNode::kModule - 8) == Reason::kLayoutMismatch);
  }
  SECTION("another heap") {
    CHECK(located.ReasonWith(old + Newest().space_heap, located.isolate().isolate) ==
          Reason::kLayoutMismatch);
  }
  SECTION("another id") {
    CHECK(located.ReasonWith(old + Newest().SpaceId(), 7) == Reason::kLayoutMismatch);
  }
  SECTION("an area of another space") {
    const AreaShape& area = located.shape.areas[0];
    const std::uint64_t allocator =
        located.node.memory().Word(located.isolate().isolate + area.allocator);
    CHECK(located.ReasonWith(allocator + area.heap_pointer + 8, old + 0x1000) ==
          Reason::kLayoutMismatch);
  }
  SECTION("an area that is somewhere else") {
    CHECK(located.ReasonWith(located.isolate().old_area - 8, old) == Reason::kLayoutMismatch);
  }
}

TEST_CASE("objects that are not there yet are not ready") {
  Located located;
  const std::uint64_t array = located.isolate().isolate + located.shape.space_array;
  SECTION("no old space") { CHECK(located.ReasonWith(array + 2 * 8, 0) == Reason::kNotReady); }
  SECTION("a space that leads nowhere") {
    CHECK(located.ReasonWith(array + 2 * 8, 0xdead0000) == Reason::kNotReady);
  }
  SECTION("an allocator that leads nowhere") {
    const std::uint64_t pointer = located.isolate().isolate + located.shape.areas[0].allocator;
    CHECK(located.ReasonWith(pointer, 0xdead0000) == Reason::kNotReady);
  }
}

TEST_CASE("an array-buffer allocator of another class is as good as none") {
  Located located;
  const std::uint64_t allocator = located.node.memory().Word(
      located.isolate().isolate + located.shape.array_buffer_allocator.value());
  located.node.memory().Write(allocator, FakeNode::kModule + 0x100);
  const auto objects = located.Locate(located.shape);
  REQUIRE(objects);
  CHECK(objects->array_buffer_allocator == 0);
}

TEST_CASE("a shape that was learned elsewhere and fits nowhere is an error, not a crash") {
  Located located;
  const auto far = GENERATE(std::uint32_t{0}, std::uint32_t{4}, std::uint32_t{0x15ff8},
                            std::uint32_t{0xfffffff8});
  HeapShape shape = located.shape;
  SECTION("spaces") { shape.space_array = far; }
  SECTION("the heap") { shape.heap = far; }
  SECTION("an allocator") { shape.areas[0].allocator = far; }
  SECTION("an area") { shape.areas[0].area_pointer = far; }
  CHECK_FALSE(located.Locate(shape));
}
