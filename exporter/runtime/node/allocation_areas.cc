#include "runtime/node/allocation_areas.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

namespace heap_exporter {
namespace {

// One of the Heap's first words points to its HeapAllocator. A MainAllocator in it begins
// {LocalHeap*, Heap*, Space*}; some words on is the pointer to its area.
constexpr std::size_t kHeapHeadWords = 16;
constexpr std::size_t kAllocatorWords = 0x900 / kWord;
constexpr std::size_t kNearestAreaPointer = 4;  // words behind Heap*
constexpr std::size_t kFarthestAreaPointer = 30;
constexpr std::uint64_t kIsolateDataBytes = 0x1000;

using IdsByAddress = std::map<std::uint64_t, std::uint32_t>;
using AreasById = std::map<std::uint32_t, AreaShape>;

// The spaces in which the main thread allocates for itself.
bool HasArea(const SpaceInfo& info) {
  return info.name == "new" || info.name == "old" || info.name == "code" || info.name == "trusted";
}

IdsByAddress SpacesWithArea(const IsolateImage& image, const HeapShape& shape,
                            const V8Layout& layout) {
  IdsByAddress ids;
  for (std::uint32_t id = 0; id < layout.spaces.size(); ++id) {
    const std::uint64_t address = image.words[shape.space_array / kWord + id];
    if (address != 0 && HasArea(layout.spaces[id])) ids[address] = id;
  }
  return ids;
}

// The area pointer of the MainAllocator whose Heap* is word `heap_word` of the object at `address`.
std::optional<std::size_t> FindAreaPointer(std::span<const std::uint64_t> words,
                                           std::uint64_t address, std::size_t heap_word,
                                           std::uint64_t isolate) {
  const std::size_t last = std::min(heap_word + kFarthestAreaPointer, words.size());
  for (std::size_t word = heap_word + kNearestAreaPointer; word < last; ++word) {
    if (IsAreaPointer(words[word], address + word * kWord, isolate)) return word;
  }
  return std::nullopt;
}

AreasById FindAreasIn(std::span<const std::uint64_t> words, std::uint64_t address,
                      std::uint64_t isolate, std::uint64_t heap, const IdsByAddress& ids) {
  AreasById areas;
  for (std::size_t word = 1; word + 1 < words.size(); ++word) {
    const auto id = ids.find(words[word + 1]);
    if (words[word] != heap || id == ids.end()) continue;
    const auto area = FindAreaPointer(words, address, word, isolate);
    if (!area) continue;
    areas[id->second] = {.space_id = id->second,
                         .allocator = 0,
                         .heap_pointer = static_cast<std::uint32_t>(word * kWord),
                         .area_pointer = static_cast<std::uint32_t>(*area * kWord)};
  }
  return areas;
}

}  // namespace

bool IsAreaPointer(std::uint64_t area_pointer, std::uint64_t address, std::uint64_t isolate) {
  const bool right_behind = area_pointer == address + kWord;
  const bool in_isolate_data =
      area_pointer >= isolate && area_pointer < isolate + kIsolateDataBytes;
  return right_behind || in_isolate_data;
}

Result<std::vector<AreaShape>> FindAllocationAreas(const MappedMemory& memory,
                                                   const IsolateImage& image,
                                                   const HeapShape& shape, const V8Layout& layout) {
  const IdsByAddress ids = SpacesWithArea(image, shape, layout);
  const std::size_t heap_word = shape.heap / kWord;
  const std::size_t last_word = std::min(heap_word + kHeapHeadWords, image.words.size());
  for (std::size_t word = heap_word; word < last_word; ++word) {
    const std::uint64_t candidate = image.words[word];
    if (!memory.IsObject(candidate, kAllocatorWords * kWord)) continue;
    const auto words = memory.Words(candidate, kAllocatorWords);
    if (!words) return Fail(words);
    const auto found =
        FindAreasIn(*words, candidate, image.address, image.address + shape.heap, ids);
    if (found.empty() || found.size() != ids.size()) continue;
    std::vector<AreaShape> areas;
    for (const auto& [id, area] : found) {
      areas.push_back(area);
      areas.back().allocator = static_cast<std::uint32_t>(word * kWord);
    }
    return areas;
  }
  return Fail(Reason::kNotReady, "no allocation areas");
}

}  // namespace heap_exporter
