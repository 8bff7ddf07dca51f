#include "runtime/node/memory_allocator.h"

#include <optional>
#include <span>
#include <vector>

namespace heap_exporter {
namespace {

// The Heap points to its MemoryAllocator at 0x6f8 to 0x968.
constexpr std::size_t kHeapWords = 0x1000 / kWord;
constexpr std::size_t kAllocatorWords = 8;
constexpr std::size_t kFirstSizeWord = 2;  // behind isolate_ and capacity_

struct Candidate {
  std::uint32_t offset = 0;  // from the Heap
  std::uint64_t address = 0;
};

Result<std::vector<Candidate>> ReadPointers(const MappedMemory& memory, std::uint64_t heap) {
  const auto words = memory.MappedWords(heap, kHeapWords);
  if (!words) return Fail(words);
  std::vector<Candidate> candidates;
  for (std::size_t word = 0; word < words->size(); ++word) {
    if (!memory.IsObject((*words)[word], kAllocatorWords * kWord)) continue;
    candidates.push_back(
        {.offset = static_cast<std::uint32_t>(word * kWord), .address = (*words)[word]});
  }
  return candidates;
}

std::optional<std::uint32_t> FindSize(std::span<const std::uint64_t> object, std::uint64_t isolate,
                                      std::uint64_t committed) {
  if (object[0] != isolate) return std::nullopt;
  for (std::size_t word = kFirstSizeWord; word < object.size(); ++word) {
    if (object[word] == committed && object[word - 1] >= committed) {
      return static_cast<std::uint32_t>(word * kWord);
    }
  }
  return std::nullopt;
}

}  // namespace

Result<WordPath> FindMemoryAllocatorSize(const MappedMemory& memory, std::uint64_t isolate,
                                         std::uint64_t heap, std::uint64_t committed) {
  const auto candidates = ReadPointers(memory, heap);
  if (!candidates) return Fail(candidates);
  std::vector<std::uint64_t> addresses;
  for (const Candidate& candidate : *candidates) addresses.push_back(candidate.address);
  const auto objects = memory.Gather(addresses, kAllocatorWords);
  if (!objects) return Fail(objects);

  std::optional<WordPath> path;
  for (std::size_t i = 0; i < candidates->size(); ++i) {
    const auto object = std::span(*objects).subspan(i * kAllocatorWords, kAllocatorWords);
    const auto size = FindSize(object, isolate, committed);
    if (!size) continue;
    if (path) return Fail(Reason::kInconsistent, "two objects look like V8's memory allocator");
    path = WordPath{.offset = (*candidates)[i].offset, .inner = size};
  }
  if (!path) {
    return Fail(Reason::kInconsistent, "nothing in V8 counts as many bytes as the spaces have");
  }
  return *path;
}

}  // namespace heap_exporter
