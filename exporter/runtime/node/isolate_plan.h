#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "runtime/node/isolate_list.h"
#include "runtime/node/isolate_objects.h"
#include "runtime/node/isolate_owner.h"
#include "runtime/node/layout_check.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/v8_layout.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// Which words of a target tell the figures of one isolate. Made once for each isolate; read at
// every scrape; says nothing about any figure.

// {start, top, limit} of a linear allocation area.
struct AreaSlots {
  std::optional<WordSet::Slot> start = {};
  WordSet::Slot top = 0;
  WordSet::Slot limit = 0;
};

// The first words of every Space, which must stay what they were when the plan was made.
struct SpaceHead {
  SpaceInfo info;
  SpaceObject object;
  WordSet::Slot vtable = 0;
  WordSet::Slot heap = 0;
  WordSet::Slot id = 0;
};

// A space of any kind but the new space.
struct SpacePlan {
  SpaceHead head;
  WordSet::Slot committed = 0;
  WordSet::Slot used = 0;
  std::optional<WordSet::Slot> capacity = {};  // absent for large-object and read-only spaces
  std::optional<WordSet::Slot> free_bytes = {};
  std::optional<WordSet::Slot> physical = {};
  std::optional<AreaSlots> area = {};
};

// What tells how much of the new space is used.
struct NewSpaceUsePlan {
  WordSet::Slot pages = 0;  // what NewSpaceLayout::use names
  WordSet::Slot top = 0;
  std::optional<WordSet::Slot> extra_used = {};
  std::optional<WordSet::Slot> old_area_size = {};  // absent where the layout knows page_bytes
  std::optional<AreaSlots> area = {};
};

struct NewSpacePlan {
  SpaceHead head;
  std::vector<WordSet::Slot> committed = {};  // to be added up
  std::vector<WordSet::Slot> physical = {};   // likewise; empty where V8 does not count it
  std::optional<NewSpaceUsePlan> use = {};  // absent where the new space is not as the layout says
};

// The words of the Heap itself, but for MemoryAllocator::size_.
struct HeapPlan {
  WordSet::Slot max_semi_space_size = 0;
  WordSet::Slot max_old_generation_size = 0;
  WordSet::Slot external = 0;
  std::optional<WordSet::Slot> external_more = {};
  WordSet::Slot gc_state = 0;
  WordSet::Slot gc_counts = 0;  // two int32
  std::optional<WordSet::Slot> gc_pause = {};
  std::optional<WordSet::Slot> gc_pause_more = {};
};

struct IsolatePlan {
  const CheckedLayout* layout = nullptr;
  IsolateEntry entry;
  IsolateOwner owner;
  std::uint64_t heap = 0;
  WordSet::Slot registered_isolate = 0;  // the key in Node's map of isolates
  NewSpacePlan new_space;
  std::vector<SpacePlan> spaces;                    // all others
  WordSet::Slot allocator_size = 0;                 // MemoryAllocator::size_
  std::optional<HeapPlan> heap_words = {};          // absent where they are not known
  std::optional<WordSet::Slot> array_buffers = {};  // the caller adds it, for the main thread only
};

// Makes the plan of one isolate and adds its words to `words`. `layout` must outlive the plan.
// kLayoutMismatch where a pointer leads nowhere; other errors are those of reading.
[[nodiscard]] Result<IsolatePlan> MakeIsolatePlan(const MappedMemory& memory,
                                                  const CheckedLayout& layout,
                                                  const IsolateObjects& objects,
                                                  const IsolateEntry& entry, IsolateOwner owner,
                                                  WordSet& words);

}  // namespace heap_exporter
