#include <array>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

constexpr std::uint64_t kIsolateWords = 0x16000 / kWord;
constexpr std::uint64_t kSearchedWords = 4000;  // an isolate that points to more is not searched
constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kSpaceBytes = 0x400;

std::uint64_t AllocatorPointer(std::uint64_t isolate) { return isolate + 0xf000; }

// With `count` pointers, and zeros behind them.
void FillIsolate(RealNode& node, std::uint64_t count, std::uint64_t first, std::uint64_t distance) {
  for (std::uint64_t word = 0; word < kIsolateWords; ++word) {
    RealNode::At(node.isolate(0).isolate + word * kWord) =
        word < count ? first + word * distance : 0;
  }
}

// Objects that look like spaces: of ids that repeat, of heaps that `heap_of` tells.
template <class HeapOf>
std::uint64_t MakeLookAlikes(const RealNode& node, std::uint64_t count, HeapOf heap_of) {
  const V8Layout& layout = node.layout();
  const std::uint64_t first = RealNode::Map(count * kSpaceBytes);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t space = first + i * kSpaceBytes;
    RealNode::At(space) = RealNode::InModule(0x8000);
    RealNode::At(space + layout.space_heap) = heap_of(i);
    RealNode::At(space + layout.SpaceId()) = i % layout.spaces.size();
  }
  return first;
}

Outcome NoHeap(RealNode& node) {
  FillIsolate(node, 0, 0, 0);
  return Refused(Reason::kNotReady);
}

// Each word points to an object on a page of its own that nobody has touched.
Outcome ColdPointers(RealNode& node) {
  FillIsolate(node, kSearchedWords, RealNode::Map(kSearchedWords * kPage), kPage);
  return Refused(Reason::kNotReady);
}

Outcome TooManyPointers(RealNode& node) {
  FillIsolate(node, kIsolateWords, RealNode::Map(kIsolateWords * kWord), kWord);
  return Refused(Reason::kLimitExceeded);
}

// Each object has another heap.
Outcome LookAlikes(RealNode& node) {
  const std::uint64_t isolate = node.isolate(0).isolate;
  const auto heap_of = [isolate](std::uint64_t i) { return isolate + (i + 1) * kWord; };
  const std::uint64_t spaces = MakeLookAlikes(node, kSearchedWords, heap_of);
  FillIsolate(node, kSearchedWords, spaces, kSpaceBytes);
  return Refused(Reason::kNotReady);
}

// Five heaps to choose from, and wherever one looks there is an array of spaces.
Outcome ArraysOfSpaces(RealNode& node) {
  const std::uint64_t isolate = node.isolate(0).isolate;
  const std::uint64_t ids = node.layout().spaces.size();
  const auto heap_of = [=](std::uint64_t i) { return isolate + (1 + i / ids % 5) * 0x1000; };
  const std::uint64_t spaces = MakeLookAlikes(node, kIsolateWords, heap_of);
  for (std::uint64_t word = 0; word < kIsolateWords; ++word) {
    RealNode::At(isolate + word * kWord) =
        spaces + (word % ids + ids * (word * kWord / 0x1000)) * kSpaceBytes;
  }
  return kEither;
}

Outcome SpacesInACircle(RealNode& node) {
  const auto& spaces = node.isolate(0).spaces;
  std::uint64_t next = node.space("old");
  for (const std::uint64_t space : spaces) {
    if (space == 0) continue;
    RealNode::At(space + node.layout().space_heap) = next;
    next = space;
  }
  return Refused(Reason::kNotReady);
}

Outcome HeapBehindTheIsolate(RealNode& node) {
  const std::uint64_t last_word = node.isolate(0).isolate + (kIsolateWords - 1) * kWord;
  for (const std::uint64_t space : node.isolate(0).spaces) {
    if (space != 0) RealNode::At(space + node.layout().space_heap) = last_word;
  }
  return Refused(Reason::kLayoutMismatch);
}

Outcome VtablesOutside(RealNode& node) {
  for (const std::uint64_t space : node.isolate(0).spaces) {
    if (space != 0) RealNode::At(space) = node.plan().platform();
  }
  return Refused(Reason::kNotReady);
}

// V8's own allocator counts something else.
Outcome SumUnconfirmed(RealNode& node) {
  RealNode::Add(node.isolate(0).allocator_size, 4096);
  return Refused(Reason::kInconsistent);
}

// Everything is sound, but the pointer to the allocator of array buffers is where no other process
// of the binary has it.
Outcome AllocatorElsewhere(RealNode& node) {
  const std::uint64_t isolate = node.isolate(0).isolate;
  RealNode::At(isolate + 0x14000) = RealNode::At(AllocatorPointer(isolate));
  RealNode::At(AllocatorPointer(isolate)) = 0;
  return kFigures;
}

Outcome NoAllocator(RealNode& node) {
  RealNode::At(AllocatorPointer(node.isolate(0).isolate)) = 0;
  return kEither;
}

Outcome HeapPointersNowhere(RealNode& node) {
  const HeapLayout& heap = node.layout().heap;
  RealNode::At(node.isolate(0).heap + heap.memory_allocator_size.offset) = 0x7ffffffff000;
  return kRefused;
}

constexpr std::array kPoisons = {
    Poison{"no_heap", NoHeap},
    Poison{"cold_pointers", ColdPointers},
    Poison{"too_many_pointers", TooManyPointers},
    Poison{"look_alikes", LookAlikes},
    Poison{"arrays_of_spaces", ArraysOfSpaces},
    Poison{"spaces_in_a_circle", SpacesInACircle},
    Poison{"heap_behind_the_isolate", HeapBehindTheIsolate},
    Poison{"vtables_outside", VtablesOutside},
    Poison{"sum_unconfirmed", SumUnconfirmed},
    Poison{"allocator_elsewhere", AllocatorElsewhere},
    Poison{"no_allocator", NoAllocator},
    Poison{"heap_pointers_nowhere", HeapPointersNowhere},
};

}  // namespace

std::span<const Poison> HeapPoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
