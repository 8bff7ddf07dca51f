#include "support/fake_spaces.h"

#include <algorithm>
#include <stdexcept>

#include "runtime/node/accessor.h"

namespace heap_exporter::testing {
namespace {

constexpr std::uint64_t kModule = 0x400000;
constexpr std::uint64_t kModuleBytes = 0x10000;
constexpr std::uint64_t kCode = kModule + 0x4000;
constexpr std::size_t kSlots = 16;
constexpr std::uint64_t kVtableBytes = kSlots * kWord;

constexpr std::uint64_t kObjects = 0x10000000;
constexpr std::uint64_t kObjectsBytes = 0x40000;
constexpr std::uint64_t kHeap = kObjects + 0xc000;
constexpr std::uint64_t kSpaces = kObjects + 0x20000;
constexpr std::uint64_t kSpaceBytes = 0x400;
constexpr std::uint64_t kAllocator = kObjects + 0x30000;
constexpr std::uint64_t kAllocatorInHeap = 0x6f8;
constexpr std::uint64_t kSizeInAllocator = 0x28;

Mapping MappingOf(std::uint64_t start, std::uint64_t size, bool writable) {
  Mapping mapping;
  mapping.start = start;
  mapping.end = start + size;
  mapping.readable = true;
  mapping.writable = writable;
  return mapping;
}

}  // namespace

FakeSpaces::FakeSpaces(const V8Layout& layout)
    : layout_(layout),
      map_({MappingOf(kModule, kModuleBytes, false), MappingOf(kObjects, kObjectsBytes, true)}),
      next_function_(kCode) {
  memory_.Map(kModule, kModuleBytes);
  memory_.Map(kObjects, kObjectsBytes);
  objects_.isolate = kObjects;
  objects_.heap = kHeap;
  for (std::uint32_t id = 1; id < layout.spaces.size(); ++id) AddSpace(id);
  memory_.Write(kHeap + kAllocatorInHeap, kAllocator);
  memory_.Write(kAllocator, kObjects);
  memory_.Write(AllocatorSize() - kWord, std::uint64_t{4} << 30);             // capacity_
  const std::uint64_t committed = kCommitted * (objects_.spaces.size() + 1);  // two semispaces
  memory_.Write(AllocatorSize(), committed);
}

std::uint64_t FakeSpaces::AllocatorSize() { return kAllocator + kSizeInAllocator; }

const SpaceObject& FakeSpaces::Space(std::string_view name) const {
  const auto found =
      std::find_if(objects_.spaces.begin(), objects_.spaces.end(),
                   [&](const SpaceObject& space) { return layout_.spaces[space.id].name == name; });
  if (found == objects_.spaces.end()) throw std::logic_error("a test looks for another space");
  return *found;
}

void FakeSpaces::Define(const SpaceObject& space, std::size_t slot, const MachineCode& code) {
  memory_.WriteBytes(next_function_, code);
  memory_.Write(space.vtable + slot * kWord, next_function_);
  next_function_ += kMaxAccessorBytes;
}

void FakeSpaces::Obscure(const SpaceObject& space) {
  for (std::size_t slot = 0; slot < kSlots; ++slot) Define(space, slot, ReturnsOther());
}

void FakeSpaces::AddSpace(std::uint32_t id) {
  if (layout_.spaces[id].name.starts_with("shared")) return;  // absent in ordinary processes
  const SpaceObject space{
      .id = id, .address = kSpaces + id * kSpaceBytes, .vtable = kModule + id * kVtableBytes};
  if (layout_.spaces[id].kind == SpaceKind::kNew) {
    memory_.Write(space.address + layout_.new_space.to_committed, kCommitted);
    memory_.Write(space.address + layout_.new_space.from_committed, kCommitted);
  } else {
    memory_.Write(space.address + layout_.SpaceCommitted(), kCommitted);
  }
  DefineClass(space);
  objects_.spaces.push_back(space);
}

void FakeSpaces::DefineClass(const SpaceObject& space) {
  Obscure(space);
  const SpaceKind kind = layout_.spaces[space.id].kind;
  if (kind == SpaceKind::kNew) {
    Define(space, kCommittedMemory,
           ReturnsSum(layout_.new_space.from_committed, layout_.new_space.to_committed));
    return;
  }
  Define(space, kCommittedMemory, ReturnsWord(layout_.SpaceCommitted()));
  if (kind == SpaceKind::kPaged) {
    Define(space, kSize, ReturnsWord(layout_.paged.size));
  } else {
    Define(space, kSize, ReturnsWord(layout_.large_objects_size - 16));
    Define(space, kSizeOfObjects, ReturnsWord(layout_.large_objects_size));
  }
}

}  // namespace heap_exporter::testing
