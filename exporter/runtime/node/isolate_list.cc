#include "runtime/node/isolate_list.h"

#include <algorithm>
#include <optional>
#include <span>

namespace heap_exporter {
namespace {

// v8_platform holds a pointer to the NodePlatform; which word it is moves between releases.
constexpr std::size_t kPlatformRootWords = 8;
constexpr std::size_t kPlatformWords = 40;
constexpr std::uint64_t kMinIsolateBytes = 4096;
constexpr std::uint64_t kMaxBuckets = 1 << 20;

// std::unordered_map as libstdc++ lays it out (bits/hashtable.h, _Hashtable).
enum MapWord : std::size_t { kBuckets, kBucketCount, kFirstNode, kCount, kLoadFactor, kMapWords };
constexpr std::uint32_t kLoadFactorOne = 0x3f800000;  // 1.0f
// A node of it: the next node, then the key and the value.
enum NodeWord : std::size_t { kNext, kKey, kNodeWords };

// The value is a pair of a delegate and a std::shared_ptr<PerIsolatePlatformData>, or only the
// pointer.
constexpr std::size_t kFirstValueWord = 2;
constexpr std::size_t kLastValueWord = 3;
constexpr std::size_t kPlatformDataWords = 24;

// Below the uv_loop_t of a worker, on its thread's stack, lies WorkerThreadData::w_
// (src/node_worker.cc); the main thread's loop is libuv's static default loop.
constexpr std::uint64_t kWorkerBeforeLoop = kWord;

Result<std::uint64_t> FindPlatform(const MappedMemory& memory, const NodeAddresses& addresses) {
  const auto roots = memory.Words(addresses.v8_platform, kPlatformRootWords);
  if (!roots) return Fail(roots);
  for (const std::uint64_t candidate : *roots) {
    if (!memory.IsObject(candidate, kPlatformWords * kWord)) continue;
    const auto vtable = memory.Word(candidate);
    if (vtable && *vtable == addresses.platform_vtable) return candidate;
  }
  return Fail(Reason::kNotReady, "node has no platform yet");
}

bool IsMapHead(std::span<const std::uint64_t> words) {
  return static_cast<std::uint32_t>(words[kLoadFactor]) == kLoadFactorOne &&
         words[kBucketCount] >= 1 && words[kBucketCount] <= kMaxBuckets && words[kCount] >= 1;
}

Result<std::vector<IsolateEntry>> WalkMap(const MappedMemory& memory, std::uint64_t first,
                                          std::uint64_t count) {
  if (count > kMaxIsolates) return Fail(Reason::kLimitExceeded, "too many isolates");
  std::vector<IsolateEntry> entries;
  std::uint64_t node = first;
  while (node != 0 && entries.size() < count) {
    if (!memory.IsObject(node, kNodeWords * kWord)) break;
    const auto words = memory.Words(node, kNodeWords);
    if (!words) return Fail(words);
    if (!memory.IsObject((*words)[kKey], kMinIsolateBytes)) break;
    entries.push_back({.node = node, .isolate = (*words)[kKey]});
    node = (*words)[kNext];
  }
  if (node != 0 || entries.size() != count) {
    return Fail(Reason::kInconsistent, "the list of isolates changed while it was read");
  }
  return entries;
}

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

// The uv_loop_t of the isolate: PerIsolatePlatformData keeps it behind the isolate.
Result<std::uint64_t> FindLoop(const MappedMemory& memory, std::uint64_t platform_data,
                               std::uint64_t isolate) {
  const auto words = memory.Words(platform_data, kPlatformDataWords);
  if (!words) return Fail(words);
  const auto found = std::find(words->begin() + 1, words->end() - 1, isolate);
  if (found == words->end() - 1) {
    return Fail(Reason::kLayoutMismatch, "platform data without its isolate");
  }
  return *std::next(found);
}

}  // namespace

Result<IsolateList> ListIsolates(const MappedMemory& memory, const NodeAddresses& addresses) {
  const auto platform = FindPlatform(memory, addresses);
  if (!platform) return Fail(platform);
  const auto words = memory.Words(*platform, kPlatformWords);
  if (!words) return Fail(words);

  Error failure{.reason = Reason::kNotReady, .detail = "node has no isolate yet"};
  for (std::size_t word = 1; word + kMapWords <= words->size(); ++word) {
    const auto head = std::span(*words).subspan(word, kMapWords);
    if (!IsMapHead(head)) continue;
    auto entries = WalkMap(memory, head[kFirstNode], head[kCount]);
    if (entries) {
      return IsolateList{.count_address = *platform + (word + kCount) * kWord,
                         .entries = std::move(*entries)};
    }
    failure = std::move(entries).error();
  }
  return tl::unexpected<Error>(std::move(failure));
}

Result<IsolateOwner> FindOwner(const MappedMemory& memory, const NodeAddresses& addresses,
                               const IsolateEntry& entry) {
  const auto platform_data = FindPlatformData(memory, addresses, entry);
  if (!platform_data) return Fail(platform_data);
  const auto loop = FindLoop(memory, *platform_data, entry.isolate);
  if (!loop) return Fail(loop);
  const auto worker = memory.Word(*loop - kWorkerBeforeLoop);
  if (!worker) return Fail(worker);
  if (!memory.IsObject(*worker, kWord)) return IsolateOwner::kMainThread;
  const auto vtable = memory.Word(*worker);
  if (!vtable) return Fail(vtable);
  return *vtable == addresses.worker_vtable ? IsolateOwner::kWorker : IsolateOwner::kMainThread;
}

}  // namespace heap_exporter
