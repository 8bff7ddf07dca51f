#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "runtime/node/isolate_owner.h"
#include "runtime/node/mapped_memory.h"

namespace heap_exporter {

// Longer names of workers are cut.
inline constexpr std::size_t kMaxWorkerNameBytes = 256;

// What tells a worker thread from the others of its process, for as long as the process lives:
// Node.js never uses a thread id again.
struct WorkerIdentity {
  std::uint64_t thread_id = 0;  // worker.threadId, 1 for the first
  // The option `name` of the Worker, as UTF-8; absent where it has none, or only the default one.
  // Node.js keeps it in C++ from 18.16 and 19.8 on.
  std::optional<std::string> name;

  // Where Worker::isolate_ and Worker::thread_id_ are. As long as they hold the isolate and the
  // thread id, the worker lives and has that isolate: isolate_ is cleared before it goes.
  std::uint64_t isolate_address = 0;
  std::uint64_t thread_id_address = 0;
};

// Reads the identity of the worker whose isolate `isolate` is. Where the members of a Worker lie
// changes within majors, so they are found by what they hold; nothing is guessed. kNotReady where
// the worker is starting or ending: it does not have the isolate yet, or any more. kLayoutMismatch
// where the members are not certain; errors of reading.
[[nodiscard]] Result<WorkerIdentity> FindWorkerIdentity(const MappedMemory& memory,
                                                        const WorkerThread& thread,
                                                        std::uint64_t isolate);

}  // namespace heap_exporter
