#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/node/v8_layout.h"
#include "support/fake_memory.h"

namespace heap_exporter::testing {

// The figures that a fake isolate is given.
struct FakeIsolate {
  bool worker = false;
  std::uint64_t thread_id = 0;  // of a worker; 0: counted up from 1
  std::string name = "WorkerThread";
  std::uint64_t paged_committed = 1 << 20;  // of each paged space
  std::uint64_t paged_capacity = 900 << 10;
  std::uint64_t paged_size = 800 << 10;  // AllocationStats::size_
  std::uint64_t paged_free = 50 << 10;
  std::uint64_t paged_physical = 700 << 10;
  std::uint64_t area_rest = 1 << 10;  // unused rest of the old space's allocation area
  std::uint64_t large_committed = 300 << 10;
  std::uint64_t large_objects = 200 << 10;
  std::uint64_t semi_committed = 1 << 20;  // of each semispace
  std::uint64_t semi_physical = 512 << 10;
  std::uint64_t below_top = 100 << 10;  // bytes of the first page of the new space
  std::uint64_t max_semi = 16 << 20;
  std::uint64_t max_old = std::uint64_t{2} << 30;
  std::uint64_t external = 3 << 20;
  std::uint64_t array_buffers = 2 << 20;
  std::uint32_t mark_compacts = 4;
  std::uint32_t all_gcs = 19;
  std::uint64_t pause_us = 1500000;
};

// Where the parts of a fake worker are: members of node::worker::Worker, and what they point to.
struct FakeWorker {
  std::uint64_t worker = 0;  // 0 for the main thread
  std::uint64_t isolate = 0;
  std::uint64_t tid = 0;
  std::uint64_t thread_id = 0;
  std::uint64_t stack_base = 0;
  std::uint64_t name = 0;  // std::string
  std::uint64_t loop = 0;  // of the main thread as well
};

// Where the parts of a fake isolate are, for tests that break them.
struct FakeIsolateAddresses {
  std::uint64_t node = 0;
  std::uint64_t isolate = 0;
  std::uint64_t heap = 0;
  std::vector<std::uint64_t> spaces;  // by id; 0 where there is none
  std::uint64_t old_area = 0;         // {start, top, limit}; 0 where V8 has none of these
  std::uint64_t allocator_size = 0;   // of MemoryAllocator::size_
  std::uint64_t platform_data = 0;
  FakeWorker worker;
};

// A process that has the structures of Node.js with a certain layout of V8 in its memory, built
// from the layout itself: it shows that the reader finds and combines what a row describes, not
// that the row is true of any V8.
class FakeNode {
 public:
  static constexpr std::uint64_t kModule = 0x400000;
  static constexpr std::uint64_t kModuleSize = 0x10000;
  static constexpr std::uint64_t kHeap = 0x10000000;
  static constexpr std::uint64_t kHeapSize = 0x800000;
  static constexpr std::uint64_t kSpaceArray = 0x300;  // Heap::space_[]

  FakeNode(const V8Layout& layout, const std::vector<FakeIsolate>& isolates,
           const std::string& version = "22.11.0");

  [[nodiscard]] FakeMemory& memory() { return *memory_; }
  [[nodiscard]] const FakeMemory& memory() const { return *memory_; }
  [[nodiscard]] const std::vector<FakeIsolateAddresses>& isolates() const { return isolates_; }
  [[nodiscard]] std::uint64_t platform() const { return platform_; }
  // Of the map of isolates: {buckets, bucket count, first node, count, load factor}.
  [[nodiscard]] std::uint64_t map_head() const { return map_head_; }

  // The text of /proc/PID/maps, with the executable at `path`.
  [[nodiscard]] static std::string Maps(const std::string& path);

  // A memory for a reader, which ends before this does.
  [[nodiscard]] std::unique_ptr<Memory> OpenMemory() const;

  // Takes the isolate out of the map, or puts all back in.
  void Unregister(std::size_t isolate);
  void RegisterAll();

  // The figure that the fake isolates add up to.
  [[nodiscard]] static std::uint64_t TotalOf(const V8Layout& layout, const FakeIsolate& isolate);
  [[nodiscard]] static std::uint64_t UsedOf(const V8Layout& layout, const FakeIsolate& isolate);

 private:
  // Allocatable bytes of a page.
  [[nodiscard]] std::uint64_t PageBytes() const { return layout_.page_size - 0x10; }
  void BuildModule(const std::string& version);
  void BuildPlatform();
  FakeIsolateAddresses BuildIsolate(const FakeIsolate& isolate);
  void BuildSpaces(const FakeIsolate& isolate, FakeIsolateAddresses& addresses);
  void BuildHeapWords(const FakeIsolate& isolate, FakeIsolateAddresses& addresses);
  void BuildAreas(const FakeIsolate& isolate, FakeIsolateAddresses& addresses);
  void BuildPlatformData(const FakeIsolate& isolate, FakeIsolateAddresses& addresses);
  void BuildWorker(const FakeIsolate& isolate, FakeIsolateAddresses& addresses);
  void LinkNodes(const std::vector<std::uint64_t>& nodes);
  std::uint64_t Allocate(std::uint64_t size);
  void WriteString(std::uint64_t address, const std::string& text);
  void WritePath(std::uint64_t object, const WordPath& path, std::uint64_t value);

  const V8Layout& layout_;
  std::unique_ptr<FakeMemory> memory_;
  std::uint64_t next_ = kHeap;
  std::uint64_t platform_ = 0;
  std::uint64_t map_head_ = 0;
  std::vector<FakeIsolateAddresses> isolates_;
  std::uint64_t threads_ = 0;  // how many workers there are
};

}  // namespace heap_exporter::testing
