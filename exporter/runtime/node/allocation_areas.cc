#include "runtime/node/allocation_areas.h"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

namespace heap_exporter {
namespace {

constexpr std::uint64_t kWord = sizeof(std::uint64_t);

// One of the Heap's first words points to its HeapAllocator, which embeds a MainAllocator
// (src/heap/main-allocator.h) for each space. That begins {LocalHeap*, Heap*, Space*}; some words
// on is a pointer to its allocation area, which lies right behind that pointer or among the
// isolate's first fields (IsolateData), where generated code finds it.
constexpr std::size_t kHeapHeadWords = 16;
constexpr std::size_t kAllocatorBytes = 0x900;
constexpr std::size_t kNearestAreaPointer = 4;  // words behind Heap*
constexpr std::size_t kFarthestAreaPointer = 30;
constexpr std::uint64_t kIsolateDataBytes = 0x1000;

using Areas = std::map<std::uint32_t, std::uint64_t>;

std::optional<std::uint32_t> SpaceIdOf(const IsolateObjects& objects, std::uint64_t address) {
  const auto found =
      std::find_if(objects.spaces.begin(), objects.spaces.end(),
                   [address](const SpaceObject& space) { return space.address == address; });
  if (found == objects.spaces.end()) return std::nullopt;
  return found->id;
}

// The area of the MainAllocator whose Heap* is word `heap_word` of the object at `address`.
std::optional<std::uint64_t> FindArea(std::span<const std::uint64_t> words, std::uint64_t address,
                                      std::size_t heap_word, std::uint64_t isolate) {
  const std::size_t last = std::min(heap_word + kFarthestAreaPointer, words.size());
  for (std::size_t word = heap_word + kNearestAreaPointer; word < last; ++word) {
    const std::uint64_t pointer = words[word];
    const bool right_behind = pointer == address + (word + 1) * kWord;
    const bool in_isolate_data = pointer >= isolate && pointer < isolate + kIsolateDataBytes;
    if (right_behind || in_isolate_data) return pointer;
  }
  return std::nullopt;
}

Areas FindAreasIn(std::span<const std::uint64_t> words, std::uint64_t address,
                  const IsolateObjects& objects) {
  Areas areas;
  for (std::size_t word = 1; word + 1 < words.size(); ++word) {
    if (words[word] != objects.heap) continue;
    const auto id = SpaceIdOf(objects, words[word + 1]);
    const auto area = id ? FindArea(words, address, word, objects.isolate) : std::nullopt;
    if (area) areas[*id] = *area;
  }
  return areas;
}

}  // namespace

Result<Areas> FindAllocationAreas(const MappedMemory& memory, const IsolateObjects& objects) {
  const auto head = memory.Words(objects.heap, kHeapHeadWords);
  if (!head) return Fail(head);
  for (const std::uint64_t candidate : *head) {
    if (!memory.IsObject(candidate, kAllocatorBytes)) continue;
    const auto words = memory.Words(candidate, kAllocatorBytes / kWord);
    if (!words) return Fail(words);
    auto areas = FindAreasIn(*words, candidate, objects);
    if (!areas.empty()) return areas;
  }
  return Fail(Reason::kNotReady, "no allocation areas");
}

}  // namespace heap_exporter
