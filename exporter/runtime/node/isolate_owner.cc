#include "runtime/node/isolate_owner.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace heap_exporter {
namespace {

// The value behind the key of a hash node is a pair of a delegate and a
// std::shared_ptr<PerIsolatePlatformData>, or only the pointer.
constexpr std::size_t kFirstValueWord = 2;
constexpr std::size_t kLastValueWord = 3;
constexpr std::size_t kPlatformDataWords = 24;

// A uv_async_t begins like every uv_handle_t (deps/uv/include/uv.h): the user's data, the loop.
constexpr std::size_t kHandleWords = 2;

// Below the uv_loop_t of a worker, on its thread's stack, lies WorkerThreadData::w_
// (src/node_worker.cc); the main thread's loop is libuv's static default loop.
constexpr std::uint64_t kWorkerBeforeLoop = kWord;

Result<std::uint64_t> FindPlatformData(const MappedMemory& memory, const NodeAddresses& addresses,
                                       const IsolateEntry& entry) {
  const auto node = memory.Words(entry.node, kLastValueWord + 1);
  if (!node) return Fail(node);
  for (std::size_t word = kFirstValueWord; word <= kLastValueWord; ++word) {
    const std::uint64_t candidate = (*node)[word];
    if (!memory.IsObject(candidate, kPlatformDataWords * kWord)) continue;
    const auto vtable = memory.Word(candidate);
    if (vtable && *vtable == addresses.platform_data_vtable) return candidate;
  }
  return Fail(Reason::kLayoutMismatch, "an isolate without platform data");
}

// PerIsolatePlatformData::flush_tasks_ is a uv_async_t of the loop, and its data is the platform
// data itself.
bool IsFlushTasks(const MappedMemory& memory, std::uint64_t pointer, std::uint64_t platform_data,
                  std::uint64_t loop) {
  if (!memory.IsObject(pointer, kHandleWords * kWord)) return false;
  const auto handle = memory.Words(pointer, kHandleWords);
  return handle && (*handle)[0] == platform_data && (*handle)[1] == loop;
}

// PerIsolatePlatformData (src/node_platform.h) keeps {isolate_, loop_, flush_tasks_}; until within
// Node.js 12 only the last two.
Result<std::uint64_t> FindLoop(const MappedMemory& memory, std::uint64_t platform_data,
                               std::uint64_t isolate) {
  const auto words = memory.Words(platform_data, kPlatformDataWords);
  if (!words) return Fail(words);
  const auto found = std::find(words->begin() + 1, words->end() - 1, isolate);
  if (found != words->end() - 1) return *std::next(found);
  for (std::size_t word = 1; word + 1 < words->size(); ++word) {
    const std::uint64_t loop = (*words)[word];
    if (IsFlushTasks(memory, (*words)[word + 1], platform_data, loop)) return loop;
  }
  return Fail(Reason::kLayoutMismatch, "platform data without its loop");
}

}  // namespace

Result<IsolateOwner> FindOwner(const MappedMemory& memory, const NodeAddresses& addresses,
                               const IsolateEntry& entry) {
  const auto platform_data = FindPlatformData(memory, addresses, entry);
  if (!platform_data) return Fail(platform_data);
  const auto loop = FindLoop(memory, *platform_data, entry.isolate);
  if (!loop) return Fail(loop);
  const auto worker = memory.Word(*loop - kWorkerBeforeLoop);
  if (!worker) return Fail(worker);
  if (!memory.IsObject(*worker, kWord)) return IsolateOwner{};
  const auto vtable = memory.Word(*worker);
  if (!vtable) return Fail(vtable);
  if (*vtable != addresses.worker_vtable) return IsolateOwner{};
  return IsolateOwner{.worker = WorkerThread{.worker = *worker, .loop = *loop}};
}

}  // namespace heap_exporter
