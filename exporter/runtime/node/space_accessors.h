#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "runtime/node/accessor.h"
#include "runtime/node/mapped_memory.h"

namespace heap_exporter {

// The first words of an isolate's spaces: where the virtual functions of their classes are listed.
struct SpaceVtables {
  std::uint64_t old_space = 0;
  std::uint64_t new_space = 0;
  std::uint64_t large_object_space = 0;

  bool operator==(const SpaceVtables&) const = default;

  // As distances from `start`, of the module that the vtables are in.
  [[nodiscard]] SpaceVtables From(std::uint64_t start) const {
    return {.old_space = old_space - start,
            .new_space = new_space - start,
            .large_object_space = large_object_space - start};
  }
};

// What V8's own code says about the layout of its spaces; members as in V8Layout. A member is
// absent where the code does not say it beyond doubt.
struct DecodedSpaces {
  std::optional<std::uint32_t> paged_size;
  std::optional<std::uint32_t> large_objects_size;
  // Both or none. `to` is the lower one.
  std::optional<std::uint32_t> to_committed;
  std::optional<std::uint32_t> from_committed;
  // Instead of these where the new space is of one piece: committed_ of the paged space embedded in
  // PagedNewSpace, which --minor-ms (up to V8 11.3 --minor-mc) chooses.
  std::optional<std::uint32_t> paged_new_committed;

  bool operator==(const DecodedSpaces&) const = default;
};

// Reads the layout out of the virtual functions CommittedMemory(), Size() and SizeOfObjects(), in
// two reads of less than 4 KiB together. `committed` is the offset of committed_ in every Space.
// What cannot be followed or understood makes members absent; there is an error only where the
// process cannot be read at all, as of Memory::Read. Without its map `memory` has no way to pass
// over a word behind a vtable that is no pointer: then all members may be absent.
[[nodiscard]] Result<DecodedSpaces> DecodeSpaceAccessors(const MappedMemory& memory,
                                                         InstructionSet set,
                                                         const SpaceVtables& vtables,
                                                         std::uint32_t committed);

}  // namespace heap_exporter
