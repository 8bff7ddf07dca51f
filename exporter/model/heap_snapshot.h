#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heap_exporter {

// One space of a V8 heap, in bytes. A number that is not known is absent, never zero.
struct HeapSpace {
  std::string_view name;  // V8's name without its "_space" suffix; static storage
  std::uint64_t total = 0;
  std::optional<std::uint64_t> used;
  std::optional<std::uint64_t> available;
  std::optional<std::uint64_t> physical;
};

// Garbage collections since the isolate was made.
struct GcCounts {
  std::uint64_t major = 0;  // mark-compacts
  std::uint64_t minor = 0;  // scavenges
  std::optional<double> pause_seconds;
};

// One isolate: a V8 heap of its own. A Node process has a main one and one for each worker thread.
struct IsolateHeap {
  std::uint64_t total = 0;  // committed bytes = process.memoryUsage().heapTotal
  std::optional<std::uint64_t> used;
  std::optional<std::uint64_t> limit;  // v8.getHeapStatistics().heap_size_limit
  std::optional<std::uint64_t> external;
  std::optional<std::uint64_t> array_buffers;
  std::optional<std::uint64_t> resident;  // committed bytes that are in memory; at most `total`
  std::vector<HeapSpace> spaces;
  std::optional<GcCounts> gc;
};

// The heap of a worker thread.
struct WorkerHeap {
  // Tells the workers of a process apart; absent where it is not certain which worker it is.
  std::optional<std::string> label;
  IsolateHeap heap;
};

// The managed heaps of one process at one moment.
struct HeapSnapshot {
  IsolateHeap main;
  std::vector<WorkerHeap> workers;
  std::size_t workers_unread = 0;  // workers that were starting, ending or collecting at the moment
  // Of all isolates of the process, those that have ended included.
  std::optional<GcCounts> gc;

  // Resident bytes of all heaps together; nothing where one of
  // them could not be read.
  [[nodiscard]] std::optional<std::uint64_t> Resident() const {
    if (workers_unread > 0 || !main.resident) return std::nullopt;
    std::uint64_t sum = *main.resident;
    for (const WorkerHeap& worker : workers) {
      if (!worker.heap.resident) return std::nullopt;
      sum += *worker.heap.resident;
    }
    return sum;
  }
};

}  // namespace heap_exporter
