#include "runtime/node/heap_shape.h"

#include "support/catch.h"
#include "support/fake_node_parts.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

const V8Layout& Newest() { return V8Layouts().back(); }

}  // namespace

TEST_CASE("the heap of every layout is found by its structure") {
  for (const V8Layout& layout : V8Layouts()) {
    INFO("V8 " << ToString(layout.version));
    FakeNodeParts parts(layout);
    const auto shape = parts.FindShape();
    REQUIRE(shape);
    CHECK(parts.isolate().isolate + shape->heap == parts.isolate().heap);
    CHECK(shape->space_array == shape->heap + FakeNode::kSpaceArray);
    CHECK(shape->array_buffer_allocator == 0xf000);
    CHECK(shape->read_only_space.has_value() == layout.read_only_used.has_value());
    CHECK(shape->areas.empty() == !layout.unused_areas_are_free);
  }
}

TEST_CASE("members that point to single spaces are not taken for the array of all") {
  FakeNodeParts parts(Newest());
  // new, old, code in the order of their ids, as the Heap keeps them before space_[].
  for (std::uint64_t id = 1; id <= 3; ++id) {
    parts.node.memory().Write(parts.isolate().heap + 0x180 + 8 * id, parts.isolate().spaces[id]);
  }
  const auto shape = parts.FindShape();
  REQUIRE(shape);
  CHECK(shape->space_array == shape->heap + FakeNode::kSpaceArray);
}

TEST_CASE("objects that look like spaces of the heap do not outvote it") {
  FakeNodeParts parts(Newest());
  // Four objects that all point back to another place of the isolate.
  const std::uint64_t other = parts.isolate().isolate + 0x2000;
  for (std::uint32_t id = 0; id < 4; ++id) {
    const std::uint64_t object = FakeNode::kHeap + FakeNode::kHeapSize - 0x1000 * (id + 1);
    parts.node.memory().Write(object, FakeNode::kModule + 0x8000);
    parts.node.memory().Write(object + Newest().space_heap, other);
    parts.node.memory().Write(object + Newest().SpaceId(), id);
    parts.node.memory().Write(parts.isolate().isolate + 0x100 + 8 * id, object);
  }
  const auto shape = parts.FindShape();
  REQUIRE(shape);
  CHECK(parts.isolate().isolate + shape->heap == parts.isolate().heap);
}

TEST_CASE("an isolate whose heap is not set up is not ready") {
  FakeNodeParts parts(Newest());
  SECTION("no spaces") {
    for (const std::uint64_t space : parts.isolate().spaces) {
      if (space != 0) parts.node.memory().Write(space, std::uint64_t{0});
    }
  }
  SECTION("vtables that are not the module's") {
    for (const std::uint64_t space : parts.isolate().spaces) {
      if (space != 0) parts.node.memory().Write(space, FakeNode::kModule + FakeNode::kModuleSize);
    }
  }
  SECTION("ids that no space has") {
    for (const std::uint64_t space : parts.isolate().spaces) {
      if (space != 0) parts.node.memory().Write(space + Newest().SpaceId(), std::uint32_t{0xffff});
    }
  }
  SECTION("a space without its allocation area") {
    parts.node.memory().Write(parts.isolate().old_area - 8, std::uint64_t{0});
  }
  const auto shape = parts.FindShape();
  REQUIRE_FALSE(shape);
  CHECK(shape.error().reason == Reason::kNotReady);
}

TEST_CASE("a heap without an array of its spaces is a mismatch") {
  FakeNodeParts parts(Newest());
  const std::uint64_t array = parts.isolate().heap + FakeNode::kSpaceArray;
  SECTION("two of them exchanged") {
    const std::uint64_t third = parts.node.memory().Word(array + 3 * 8);
    parts.node.memory().Write(array + 3 * 8, parts.node.memory().Word(array + 2 * 8));
    parts.node.memory().Write(array + 2 * 8, third);
  }
  SECTION("one that leads nowhere") {
    parts.node.memory().Write(array + 8, std::uint64_t{0xdead0000});
  }
  const auto shape = parts.FindShape();
  REQUIRE_FALSE(shape);
  CHECK(shape.error().reason == Reason::kLayoutMismatch);
}

TEST_CASE("an isolate at the end of what is mapped has no heap") {
  FakeNodeParts parts(Newest());
  const std::uint64_t last = FakeNode::kHeap + FakeNode::kHeapSize - 8;
  const auto shape = FindHeapShape(parts.memory(), parts.addresses, Newest(), last);
  REQUIRE_FALSE(shape);
  CHECK(shape.error().reason == Reason::kNotReady);
}
