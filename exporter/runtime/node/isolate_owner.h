#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "runtime/node/isolate_list.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/node_addresses.h"

namespace heap_exporter {

// The C++ objects of a worker thread, as addresses in the target.
struct WorkerThread {
  std::uint64_t worker = 0;  // node::worker::Worker
  std::uint64_t loop = 0;    // its uv_loop_t, which lies on the thread's own stack
};

// Whose isolate it is.
struct IsolateOwner {
  std::optional<WorkerThread> worker;  // absent: the main thread's

  [[nodiscard]] bool IsMainThread() const { return !worker; }
};

// Tells a worker's isolate from the main thread's. kLayoutMismatch where neither can be told, as of
// a worker that is ending; errors of reading.
[[nodiscard]] Result<IsolateOwner> FindOwner(const MappedMemory& memory,
                                             const NodeAddresses& addresses,
                                             const IsolateEntry& entry);

}  // namespace heap_exporter
