#include "runtime/node/v8_layout.h"

#include <algorithm>
#include <array>

namespace heap_exporter {
namespace {

using enum SpaceKind;

// v8::internal::AllocationSpace, src/common/globals.h of the version named.

constexpr std::array kSpaces10_2 = {
    // 9.0 to 10.2
    SpaceInfo{"read_only", kReadOnly},
    SpaceInfo{"old", kPaged},
    SpaceInfo{"code", kPaged},
    SpaceInfo{"map", kPaged},
    SpaceInfo{"large_object", kLarge},
    SpaceInfo{"code_large_object", kLarge},
    SpaceInfo{"new_large_object", kLarge},
    SpaceInfo{"new", kNew},
};

constexpr std::array kSpaces11_3 = {
    // 11.0 to 11.8
    SpaceInfo{"read_only", kReadOnly},
    SpaceInfo{"new", kNew},
    SpaceInfo{"old", kPaged},
    SpaceInfo{"code", kPaged},
    SpaceInfo{"shared", kPaged},
    SpaceInfo{"new_large_object", kLarge},
    SpaceInfo{"large_object", kLarge},
    SpaceInfo{"code_large_object", kLarge},
    SpaceInfo{"shared_large_object", kLarge},
};

constexpr std::array kSpaces12_4 = {
    SpaceInfo{"read_only", kReadOnly},
    SpaceInfo{"new", kNew},
    SpaceInfo{"old", kPaged},
    SpaceInfo{"code", kPaged},
    SpaceInfo{"shared", kPaged},
    SpaceInfo{"trusted", kPaged},
    SpaceInfo{"new_large_object", kLarge},
    SpaceInfo{"large_object", kLarge},
    SpaceInfo{"code_large_object", kLarge},
    SpaceInfo{"shared_large_object", kLarge},
    SpaceInfo{"trusted_large_object", kLarge},
};

constexpr std::array kSpaces13_6 = {
    // 12.9 to 14.6
    SpaceInfo{"read_only", kReadOnly},
    SpaceInfo{"new", kNew},
    SpaceInfo{"old", kPaged},
    SpaceInfo{"code", kPaged},
    SpaceInfo{"shared", kPaged},
    SpaceInfo{"trusted", kPaged},
    SpaceInfo{"shared_trusted", kPaged},
    SpaceInfo{"new_large_object", kLarge},
    SpaceInfo{"large_object", kLarge},
    SpaceInfo{"code_large_object", kLarge},
    SpaceInfo{"shared_large_object", kLarge},
    SpaceInfo{"shared_trusted_large_object", kLarge},
    SpaceInfo{"trusted_large_object", kLarge},
};

// The members are those of
// src/heap/{heap,new-spaces,paged-spaces,large-spaces,free-list,memory-allocator}.h of each
// version. Their offsets were found by calibration: values that v8.getHeapStatistics(),
// v8.getHeapSpaceStatistics() and process.memoryUsage() report were searched in the memory of the
// Node.js releases named, over eleven states of the heap, until one place was left; the live tests
// compare the result with those functions again.
constexpr std::array kLayouts = {
    V8Layout{
        .version = {10, 1},  // Node.js 18.0.0
        .spaces = kSpaces10_2,
        .paged = {.size = 0x110, .physical = 0x188},
        .large_objects_size = 0xd8,
        .new_space =
            {.to_committed = 0x178, .from_committed = 0x280, .capacity = 0x228, .top = {0xc8, 0x8}},
        .heap = {.max_semi_space_size = 0xc0,
                 .max_old_generation_size = {0xd8},
                 .external_memory = {0x120},
                 .space_array = 0x60,
                 .memory_allocator_size = {0x938, 0x20},
                 .gc_state = 0x238,
                 .mark_compacts = 0x260,
                 .gc_pause = 0x23c0,
                 .gc_pause_more = 0x23d0},
        .read_only_used = 0x40,
    },
    V8Layout{
        .version = {10, 2},  // Node.js 18.12.0, 18.20.8
        .spaces = kSpaces10_2,
        .paged = {.size = 0x110, .free_bytes = {{0xc0, 0x28}}, .physical = 0x188},
        .large_objects_size = 0xd8,
        .new_space =
            {.to_committed = 0x178, .from_committed = 0x280, .capacity = 0x228, .top = {0xc8, 0x8}},
        .heap = {.max_semi_space_size = 0xc8,
                 .max_old_generation_size = {0xe0},
                 .external_memory = {0x128},
                 .space_array = 0x60,
                 .memory_allocator_size = {0x940, 0x20},
                 .gc_state = 0x240,
                 .mark_compacts = 0x268,
                 .gc_pause = 0x23c8,
                 .gc_pause_more = 0x23d8},
    },
    V8Layout{
        .version = {11, 3},  // Node.js 20.0.0, 20.11.0, 20.20.2
        .spaces = kSpaces11_3,
        .paged = {.size = 0x98, .free_bytes = {{0x40, 0x28}}, .physical = 0xc8},
        .large_objects_size = 0x60,
        .new_space = {.to_committed = 0x180,
                      .from_committed = 0x290,
                      .capacity = 0x1b8,
                      .top = {0x50, 0x8},
                      .physical_distance = 0x60},
        .heap = {.max_semi_space_size = 0xc8,
                 .max_old_generation_size = {0xe0},
                 .external_memory = {0x128},
                 .space_array = 0x60,
                 .memory_allocator_size = {0x928, 0x20},
                 .gc_state = 0x228,
                 .mark_compacts = 0x240,
                 .gc_pause = 0x2378,
                 .gc_pause_more = 0x2388},
    },
    V8Layout{
        .version = {12, 4},  // Node.js 22.0.0, 22.11.0, 22.23.3
        .spaces = kSpaces12_4,
        .paged = {.size = 0x70, .free_bytes = {{0x48, 0x20}}, .physical = 0xa0},
        .large_objects_size = 0x60,
        .new_space = {.to_committed = 0x90,
                      .from_committed = 0x120,
                      .capacity = 0xc8,
                      .top = {0x1b0},
                      .physical_distance = 0x60},
        .heap = {.max_semi_space_size = 0x30,
                 .max_old_generation_size = {0x48},
                 .external_memory = {0x90},
                 .space_array = 0x138,
                 .memory_allocator_size = {0x6f8, 0x28},
                 .gc_state = 0x198,
                 .mark_compacts = 0x1b0,
                 .gc_pause = 0x6b8},
        .unused_areas_are_free = true,
    },
    V8Layout{
        .version = {13, 6},  // Node.js 24.0.0, 24.11.0, 24.21.0
        .spaces = kSpaces13_6,
        .paged = {.size = 0x78, .free_bytes = {{0x50, 0x20}}, .physical = 0x88},
        .large_objects_size = 0x68,
        .new_space = {.to_committed = 0x78,
                      .from_committed = 0xf8,
                      .capacity = 0xb8,
                      .top = {0x160},
                      .extra_used = 0x180,
                      .page_bytes = 0x3fff0,
                      .physical_distance = 0x48},
        .heap = {.max_semi_space_size = 0x30,
                 .max_old_generation_size = {0x50},
                 .external_memory = {0x98},
                 .space_array = 0x160,
                 .memory_allocator_size = {0x780, 0x28},
                 .gc_state = 0x220,
                 .mark_compacts = 0x238,
                 .gc_pause = 0x740},
        .unused_areas_are_free = true,
    },
    V8Layout{
        .version = {14, 6},  // Node.js 26.0.0, 26.5.0, 26.10.0
        .spaces = kSpaces13_6,
        .paged = {.size = 0x68, .free_bytes = {{0x40, 0x20}}, .physical = 0x78},
        .large_objects_size = 0x58,
        .new_space = {.to_committed = 0x68,
                      .from_committed = 0xd8,
                      .capacity = 0x98,
                      .top = {0x130},
                      .extra_used = 0x150,
                      .page_bytes = 0x3fff0,
                      .physical_distance = 0x38},
        .heap = {.max_semi_space_size = 0x20,
                 .max_old_generation_size = {0x7b8, 0x30},  // in a HeapLimits object
                 .external_memory = {0xab8},
                 .external_memory_more = {{0x7a8, 0x60}},  // bytes of the ArrayBufferSweeper
                 .space_array = 0x118,
                 .memory_allocator_size = {0x7b0, 0x30},
                 .gc_state = 0x228,
                 .mark_compacts = 0x240,
                 .gc_pause = 0x770},
        .unused_areas_are_free = true,
    },
};

static_assert(std::is_sorted(kLayouts.begin(), kLayouts.end(),
                             [](const V8Layout& a, const V8Layout& b) {
                               return a.version <= b.version;  // <=: no version twice
                             }));

}  // namespace

const V8Layout* FindV8Layout(V8Minor version) {
  const auto found =
      std::find_if(kLayouts.begin(), kLayouts.end(),
                   [version](const V8Layout& layout) { return layout.version == version; });
  return found == kLayouts.end() ? nullptr : &*found;
}

std::span<const V8Layout> V8Layouts() { return kLayouts; }

}  // namespace heap_exporter
