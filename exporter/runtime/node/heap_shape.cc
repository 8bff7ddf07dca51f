#include "runtime/node/heap_shape.h"

#include <algorithm>
#include <bit>
#include <map>

#include "runtime/node/allocation_areas.h"
#include "runtime/node/isolate_image.h"

namespace heap_exporter {
namespace {

// So many different spaces pointing back to one address make it the Heap: there are at least seven
// of them, and nothing else in an isolate comes near.
constexpr int kMinVotes = 5;

// space_[] is among the Heap's first members; in no version is it further than 0x170 from its
// start.
constexpr std::size_t kSpaceArrayWords = 0x400 / kWord;

// What is being searched.
struct Search {
  const IsolateImage& image;
  const NodeModule& module;
  const V8Layout& layout;

  [[nodiscard]] bool LooksLikeSpace(const ObjectHead& head) const {
    return module.Contains(head.vtable()) && head.id(layout.space_heap) < layout.spaces.size();
  }

  [[nodiscard]] bool IsSpace(const ObjectHead& head, std::uint32_t id, std::uint64_t heap) const {
    return LooksLikeSpace(head) && head.heap(layout.space_heap) == heap &&
           head.id(layout.space_heap) == id;
  }
};

// The Heap is the member of the isolate that the most different spaces point back to.
Result<std::uint64_t> FindHeap(const Search& search) {
  const std::uint32_t space_heap = search.layout.space_heap;
  std::map<std::uint64_t, std::uint32_t> ids_by_heap;  // a bit for each id
  for (const ObjectHead& head : search.image.objects) {
    if (search.LooksLikeSpace(head) && search.image.Contains(head.heap(space_heap))) {
      ids_by_heap[head.heap(space_heap)] |= std::uint32_t{1} << head.id(space_heap);
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

// How many spaces the words from `first` on point to if they are space_[]; 0 where they are not:
// each element must be null or point to the space whose id is the element's index, but for the
// first, the read-only space, which may be one that all isolates share.
std::size_t SpacesFrom(const Search& search, std::uint64_t heap, std::size_t first) {
  std::size_t count = 0;
  for (std::uint32_t id = 1; id < search.layout.spaces.size(); ++id) {
    const std::uint64_t address = search.image.words[first + id];
    if (address == 0) continue;
    const ObjectHead* const head = search.image.Find(address);
    if (head == nullptr || !search.IsSpace(*head, id, heap)) return 0;
    ++count;
  }
  return count;
}

// The word of the image at which space_[] begins. Members of the Heap that point to single spaces
// can look like a part of it; it is the one place from which all spaces are reached.
Result<std::size_t> FindSpaceArray(const Search& search, std::uint64_t heap) {
  const std::size_t heap_word = (heap - search.image.address) / kWord;
  std::size_t best_word = 0;
  std::size_t most_spaces = 0;
  for (std::size_t word = heap_word; word < heap_word + kSpaceArrayWords; ++word) {
    if (word + search.layout.spaces.size() > search.image.words.size()) break;
    const std::size_t spaces = SpacesFrom(search, heap, word);
    if (spaces <= most_spaces) continue;
    most_spaces = spaces;
    best_word = word;
  }
  if (most_spaces < static_cast<std::size_t>(kMinVotes)) {
    return Fail(Reason::kLayoutMismatch, "the heap has no array of its spaces");
  }
  return best_word;
}

// The word that points to the isolate's own read-only space. Several objects can look like it; that
// whose pointer is nearest to the other spaces' is it.
std::optional<std::size_t> FindReadOnlySpace(const Search& search, std::uint64_t heap,
                                             std::size_t array_word) {
  std::optional<std::size_t> nearest;
  const auto distance = [array_word](std::size_t word) {
    return word > array_word ? word - array_word : array_word - word;
  };
  for (const ObjectHead& head : search.image.objects) {
    if (!search.IsSpace(head, 0, heap)) continue;
    if (!nearest || distance(head.pointer_word) < distance(*nearest)) nearest = head.pointer_word;
  }
  return nearest;
}

std::optional<std::size_t> FindArrayBufferAllocator(const IsolateImage& image,
                                                    std::uint64_t vtable) {
  const auto found =
      std::find_if(image.objects.begin(), image.objects.end(),
                   [vtable](const ObjectHead& head) { return head.vtable() == vtable; });
  if (found == image.objects.end()) return std::nullopt;
  return found->pointer_word;
}

std::optional<std::uint32_t> ToOffset(std::optional<std::size_t> word) {
  if (!word) return std::nullopt;
  return static_cast<std::uint32_t>(*word * kWord);
}

}  // namespace

Result<HeapShape> FindHeapShape(const MappedMemory& memory, const NodeAddresses& addresses,
                                const V8Layout& layout, std::uint64_t isolate) {
  const auto image = ReadIsolateImage(memory, isolate);
  if (!image) return Fail(image);
  const Search search{.image = *image, .module = addresses.module, .layout = layout};
  const auto heap = FindHeap(search);
  if (!heap) return Fail(heap);
  const auto array_word = FindSpaceArray(search, *heap);
  if (!array_word) return Fail(array_word);

  HeapShape shape;
  shape.heap = static_cast<std::uint32_t>(*heap - isolate);
  shape.space_array = static_cast<std::uint32_t>(*array_word * kWord);
  shape.array_buffer_allocator =
      ToOffset(FindArrayBufferAllocator(*image, addresses.allocator_vtable));
  if (layout.read_only_used) {
    shape.read_only_space = ToOffset(FindReadOnlySpace(search, *heap, *array_word));
    if (!shape.read_only_space) return Fail(Reason::kNotReady, "no read-only space");
  }
  if (layout.unused_areas_are_free) {
    auto areas = FindAllocationAreas(memory, *image, shape, layout);
    if (!areas) return Fail(areas);
    shape.areas = std::move(*areas);
  }
  return shape;
}

}  // namespace heap_exporter
