#include "runtime/node/isolate_objects.h"

#include <optional>
#include <span>
#include <utility>

#include "runtime/node/allocation_areas.h"

namespace heap_exporter {
namespace {

// Collects addresses of words that are then read together.
class WordReader {
 public:
  std::size_t Add(std::uint64_t address) {
    addresses_.push_back(address);
    return addresses_.size() - 1;
  }

  Result<std::vector<std::uint64_t>> Read(const MappedMemory& memory) const {
    return memory.Gather(addresses_, 1);
  }

 private:
  std::vector<std::uint64_t> addresses_;
};

// What the isolate and its heap point to.
struct Pointers {
  std::vector<std::uint64_t> spaces;  // by id; 0 where there is none
  std::uint64_t array_buffer_allocator = 0;
  std::vector<std::uint64_t> allocators;  // HeapAllocators, by index of HeapShape::areas
};

Result<Pointers> ReadPointers(const MappedMemory& memory, const V8Layout& layout,
                              const HeapShape& shape, std::uint64_t isolate) {
  WordReader reader;
  for (std::size_t id = 0; id < layout.spaces.size(); ++id) {
    reader.Add(isolate + shape.space_array + id * kWord);
  }
  const std::size_t read_only = reader.Add(isolate + shape.read_only_space.value_or(0));
  const std::size_t buffers = reader.Add(isolate + shape.array_buffer_allocator.value_or(0));
  std::vector<std::size_t> allocators;
  for (const AreaShape& area : shape.areas)
    allocators.push_back(reader.Add(isolate + area.allocator));

  const auto words = reader.Read(memory);
  if (!words) return Fail(words);
  Pointers pointers;
  pointers.spaces.assign(words->begin(), words->begin() + layout.spaces.size());
  pointers.spaces[0] = shape.read_only_space ? (*words)[read_only] : 0;
  if (shape.array_buffer_allocator) pointers.array_buffer_allocator = (*words)[buffers];
  for (const std::size_t word : allocators) pointers.allocators.push_back((*words)[word]);
  return pointers;
}

// The second read: what the objects say of themselves.
class ObjectReader {
 public:
  ObjectReader(const MappedMemory& memory, const V8Layout& layout, const HeapShape& shape,
               const Pointers& pointers)
      : memory_(memory), layout_(layout), shape_(shape), pointers_(pointers) {}

  Result<std::vector<std::uint64_t>> Read() {
    for (const std::uint64_t space : pointers_.spaces) {
      if (space == 0) continue;
      if (!memory_.IsObject(space, layout_.SpaceCommitted() + kWord)) return Nowhere();
      reader_.Add(space);
      reader_.Add(space + layout_.space_heap);
      reader_.Add(space + layout_.SpaceId());
    }
    if (pointers_.array_buffer_allocator != 0) {
      if (!memory_.IsObject(pointers_.array_buffer_allocator, kWord)) return Nowhere();
      reader_.Add(pointers_.array_buffer_allocator);
    }
    for (std::size_t i = 0; i < shape_.areas.size(); ++i) {
      const AreaShape& area = shape_.areas[i];
      if (!memory_.IsObject(pointers_.allocators[i], area.area_pointer + kWord)) return Nowhere();
      reader_.Add(pointers_.allocators[i] + area.heap_pointer);
      reader_.Add(pointers_.allocators[i] + area.heap_pointer + kWord);
      reader_.Add(pointers_.allocators[i] + area.area_pointer);
    }
    return reader_.Read(memory_);
  }

 private:
  static tl::unexpected<Error> Nowhere() {
    return Fail(Reason::kNotReady, "a pointer of the isolate leads nowhere");
  }

  const MappedMemory& memory_;
  const V8Layout& layout_;
  const HeapShape& shape_;
  const Pointers& pointers_;
  WordReader reader_;
};

// Hands out the words of ObjectReader::Read in the order in which they were asked for.
class WordCursor {
 public:
  explicit WordCursor(std::span<const std::uint64_t> words) : words_(words) {}

  std::uint64_t Next() { return words_[next_++]; }

 private:
  std::span<const std::uint64_t> words_;
  std::size_t next_ = 0;
};

Result<std::vector<SpaceObject>> CheckSpaces(const NodeModule& module, const V8Layout& layout,
                                             std::uint64_t heap, const Pointers& pointers,
                                             WordCursor& words) {
  std::vector<SpaceObject> spaces;
  for (std::uint32_t id = 0; id < pointers.spaces.size(); ++id) {
    const std::string_view name = layout.spaces[id].name;
    if (pointers.spaces[id] == 0) {
      if (name == "new" || name == "old") return Fail(Reason::kNotReady, "spaces are missing");
      continue;
    }
    const std::uint64_t vtable = words.Next();
    const std::uint64_t heap_of_space = words.Next();
    const auto id_of_space = static_cast<std::uint32_t>(words.Next());
    if (!module.Contains(vtable) || heap_of_space != heap || id_of_space != id) {
      return Fail(Reason::kLayoutMismatch, std::string(name) + " space is not where it should be");
    }
    spaces.push_back({.id = id, .address = pointers.spaces[id], .vtable = vtable});
  }
  return spaces;
}

Result<std::map<std::uint32_t, std::uint64_t>> CheckAreas(const HeapShape& shape,
                                                          std::uint64_t isolate,
                                                          const Pointers& pointers,
                                                          WordCursor& words) {
  std::map<std::uint32_t, std::uint64_t> areas;
  for (std::size_t i = 0; i < shape.areas.size(); ++i) {
    const AreaShape& area = shape.areas[i];
    const std::uint64_t heap = words.Next();
    const std::uint64_t space = words.Next();
    const std::uint64_t pointer = words.Next();
    if (heap != isolate + shape.heap || space != pointers.spaces[area.space_id] ||
        !IsAreaPointer(pointer, pointers.allocators[i] + area.area_pointer, isolate)) {
      return Fail(Reason::kLayoutMismatch, "an allocation area is not where it should be");
    }
    areas[area.space_id] = pointer;
  }
  return areas;
}

}  // namespace

Result<IsolateObjects> LocateIsolateObjects(const MappedMemory& memory,
                                            const NodeAddresses& addresses, const V8Layout& layout,
                                            const HeapShape& shape, std::uint64_t isolate) {
  const auto pointers = ReadPointers(memory, layout, shape, isolate);
  if (!pointers) return Fail(pointers);
  const auto read = ObjectReader(memory, layout, shape, *pointers).Read();
  if (!read) return Fail(read);
  WordCursor words(*read);

  IsolateObjects objects{.isolate = isolate,
                         .heap = isolate + shape.heap,
                         .spaces = {},
                         .array_buffer_allocator = pointers->array_buffer_allocator,
                         .allocation_areas = {}};
  auto spaces = CheckSpaces(addresses.module, layout, objects.heap, *pointers, words);
  if (!spaces) return Fail(spaces);
  objects.spaces = std::move(*spaces);
  // A process may have an allocator of its own making; then nothing is known of it.
  if (objects.array_buffer_allocator != 0 && words.Next() != addresses.allocator_vtable) {
    objects.array_buffer_allocator = 0;
  }
  auto areas = CheckAreas(shape, isolate, *pointers, words);
  if (!areas) return Fail(areas);
  objects.allocation_areas = std::move(*areas);
  return objects;
}

}  // namespace heap_exporter
