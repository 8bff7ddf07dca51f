#pragma once

#include "os/memory_map.h"
#include "runtime/node/heap_shape.h"
#include "runtime/node/isolate_objects.h"
#include "runtime/node/node_image.h"
#include "support/catch.h"
#include "support/fake_node.h"

namespace heap_exporter::testing {

// A fake Node.js process and what the first steps of planning would know of it.
struct FakeNodeParts {
  // `workers` is how many isolates there are besides the one that is given.
  explicit FakeNodeParts(const V8Layout& v8, const FakeIsolate& isolate = {},
                         std::size_t workers = 0)
      : layout(v8), node(v8, Isolates(isolate, workers)) {
    const auto parsed = ParseMemoryMap(FakeNode::Maps("/usr/bin/node"));
    REQUIRE(parsed);
    map = *parsed;
    const auto image = ReadNodeImage(node.memory(), FakeNode::kModule);
    REQUIRE((image && *image));
    addresses =
        Relocate((*image)->symbols, (*image)->first_address,
                 {.start = FakeNode::kModule, .end = FakeNode::kModule + FakeNode::kModuleSize});
  }

  [[nodiscard]] const FakeIsolateAddresses& isolate() const { return node.isolates()[0]; }
  [[nodiscard]] MappedMemory memory() { return MappedMemory(node.memory(), &map); }

  [[nodiscard]] Result<HeapShape> FindShape() {
    return FindHeapShape(memory(), addresses, layout, isolate().isolate);
  }
  [[nodiscard]] Result<IsolateObjects> Locate(const HeapShape& shape) {
    return LocateIsolateObjects(memory(), addresses, layout, shape, isolate().isolate);
  }

  // The address of the space of that name; 0 where there is none.
  [[nodiscard]] std::uint64_t Space(std::string_view name) const {
    for (std::size_t id = 0; id < layout.spaces.size(); ++id) {
      if (layout.spaces[id].name == name) return isolate().spaces[id];
    }
    return 0;
  }

  const V8Layout& layout;
  FakeNode node;
  MemoryMap map;
  NodeAddresses addresses;

 private:
  static std::vector<FakeIsolate> Isolates(const FakeIsolate& first, std::size_t workers) {
    std::vector<FakeIsolate> isolates{first};
    isolates.resize(1 + workers, {.worker = true});
    return isolates;
  }
};

}  // namespace heap_exporter::testing
