#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/node/isolate_objects.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"
#include "support/accessor_code.h"
#include "support/fake_memory.h"

namespace heap_exporter::testing {

// The spaces of one isolate, each of a class of its own, whose functions are code that says where
// `layout` has its members. All spaces and semispaces have kCommitted bytes; a MemoryAllocator
// counts them too.
class FakeSpaces {
 public:
  static constexpr std::uint64_t kCommitted = 1 << 20;

  // Slots of the virtual functions, as in V8 8.6 and later.
  static constexpr std::size_t kCommittedMemory = 0;
  static constexpr std::size_t kSize = 3;
  static constexpr std::size_t kSizeOfObjects = 6;

  // `layout` must outlive this.
  explicit FakeSpaces(const V8Layout& layout);

  [[nodiscard]] FakeMemory& memory() { return memory_; }
  [[nodiscard]] MappedMemory mapped() const { return MappedMemory(memory_, &map_); }
  [[nodiscard]] IsolateObjects& objects() { return objects_; }
  // Where the MemoryAllocator's size_ is.
  [[nodiscard]] static std::uint64_t AllocatorSize();

  // The space of that name. REQUIRES: there is one.
  [[nodiscard]] const SpaceObject& Space(std::string_view name) const;

  // Puts the function into the class of the space.
  void Define(const SpaceObject& space, std::size_t slot, const MachineCode& code);
  // Nothing that the functions of the space do can be understood any more.
  void Obscure(const SpaceObject& space);

 private:
  void AddSpace(std::uint32_t id);
  void DefineClass(const SpaceObject& space);

  const V8Layout& layout_;
  FakeMemory memory_;
  MemoryMap map_;
  IsolateObjects objects_;
  std::uint64_t next_function_ = 0;
};

}  // namespace heap_exporter::testing
