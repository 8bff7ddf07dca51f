#include "runtime/node/isolate_objects.h"

#include <algorithm>
#include <bit>

#include "runtime/node/allocation_areas.h"
#include "runtime/node/isolate_image.h"

namespace heap_exporter {
namespace {

constexpr std::uint64_t kWord = sizeof(std::uint64_t);

// So many different spaces pointing back to one address make it the Heap: there are at least seven
// of them, and nothing else in an isolate comes near.
constexpr int kMinVotes = 5;

bool LooksLikeSpace(const ObjectHead& head, const NodeModule& module, const V8Layout& layout) {
  return head.vtable() >= module.start && head.vtable() < module.end &&
         head.id() < layout.spaces.size();
}

// The Heap is a member of the isolate that the most different spaces point back to.
Result<std::uint64_t> FindHeap(const IsolateImage& image, const NodeModule& module,
                               const V8Layout& layout) {
  std::map<std::uint64_t, std::uint32_t> ids_by_heap;  // a bit for each id
  for (const ObjectHead& head : image.objects) {
    if (LooksLikeSpace(head, module, layout) && image.Contains(head.heap())) {
      ids_by_heap[head.heap()] |= std::uint32_t{1} << head.id();
    }
  }
  const auto best =
      std::max_element(ids_by_heap.begin(), ids_by_heap.end(), [](const auto& a, const auto& b) {
        return std::popcount(a.second) < std::popcount(b.second);
      });
  if (best == ids_by_heap.end() || std::popcount(best->second) < kMinVotes) {
    return Fail(Reason::kNotReady, "an isolate without a heap");
  }
  return best->first;
}

bool IsSpace(const ObjectHead& head, std::uint32_t id, std::uint64_t heap, const NodeModule& module,
             const V8Layout& layout) {
  return LooksLikeSpace(head, module, layout) && head.heap() == heap && head.id() == id;
}

// The isolate's own read-only space is not in space_[]: of those with its id the one whose pointer
// is nearest to that array.
const ObjectHead* FindReadOnlySpace(const IsolateImage& image, std::uint64_t heap,
                                    std::size_t array_word, const NodeModule& module,
                                    const V8Layout& layout) {
  const auto distance = [array_word](const ObjectHead& head) {
    return head.pointer_word > array_word ? head.pointer_word - array_word
                                          : array_word - head.pointer_word;
  };
  const ObjectHead* nearest = nullptr;
  for (const ObjectHead& head : image.objects) {
    if (!IsSpace(head, 0, heap, module, layout)) continue;
    if (nearest == nullptr || distance(head) < distance(*nearest)) nearest = &head;
  }
  return nearest;
}

SpaceObject ToSpaceObject(const ObjectHead& head) {
  return {.id = head.id(), .address = head.address, .vtable = head.vtable()};
}

Result<std::vector<SpaceObject>> FindSpaces(const IsolateImage& image, std::uint64_t heap,
                                            const NodeModule& module, const V8Layout& layout) {
  const std::size_t array_word = (heap - image.address + layout.heap.space_array) / kWord;
  if (array_word + layout.spaces.size() > image.words.size()) {
    return Fail(Reason::kLayoutMismatch, "the isolate ends before its spaces");
  }
  std::vector<SpaceObject> spaces;
  if (layout.read_only_used) {
    const ObjectHead* const head = FindReadOnlySpace(image, heap, array_word, module, layout);
    if (head == nullptr) return Fail(Reason::kNotReady, "no read-only space");
    spaces.push_back(ToSpaceObject(*head));
  }
  for (std::uint32_t id = 1; id < layout.spaces.size(); ++id) {
    const std::uint64_t address = image.words[array_word + id];
    const ObjectHead* const head = address == 0 ? nullptr : image.Find(address);
    if (head != nullptr && IsSpace(*head, id, heap, module, layout)) {
      spaces.push_back(ToSpaceObject(*head));
      continue;
    }
    if (address != 0) return Fail(Reason::kLayoutMismatch, "space_[] is not where it should be");
    const auto& info = layout.spaces[id];
    if (info.name == "new" || info.name == "old") return Fail(Reason::kNotReady, "spaces missing");
  }
  return spaces;
}

std::uint64_t FindArrayBufferAllocator(const IsolateImage& image, std::uint64_t vtable) {
  const auto found =
      std::find_if(image.objects.begin(), image.objects.end(),
                   [vtable](const ObjectHead& head) { return head.vtable() == vtable; });
  return found == image.objects.end() ? 0 : found->address;
}

}  // namespace

Result<IsolateObjects> FindIsolateObjects(const MappedMemory& memory,
                                          const NodeAddresses& addresses, const V8Layout& layout,
                                          std::uint64_t isolate) {
  const auto image = ReadIsolateImage(memory, isolate);
  if (!image) return Fail(image);
  const auto heap = FindHeap(*image, addresses.module, layout);
  if (!heap) return Fail(heap);
  auto spaces = FindSpaces(*image, *heap, addresses.module, layout);
  if (!spaces) return Fail(spaces);

  IsolateObjects objects{
      .isolate = isolate,
      .heap = *heap,
      .spaces = std::move(*spaces),
      .array_buffer_allocator = FindArrayBufferAllocator(*image, addresses.allocator_vtable),
      .allocation_areas = {}};
  if (layout.unused_areas_are_free) {
    auto areas = FindAllocationAreas(memory, objects);
    if (!areas) return Fail(areas);
    objects.allocation_areas = std::move(*areas);
  }
  return objects;
}

}  // namespace heap_exporter
