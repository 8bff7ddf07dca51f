#include "runtime/node/isolate_list.h"

#include <algorithm>
#include <span>

namespace heap_exporter {
namespace {

// v8_platform holds a pointer to the NodePlatform; which word it is moves between releases.
constexpr std::size_t kPlatformRootWords = 8;
constexpr std::size_t kPlatformWords = 40;
constexpr std::uint64_t kMinIsolateBytes = 4096;
constexpr std::uint64_t kMaxBuckets = 1 << 20;
// Of all maps that a platform seems to have together.
constexpr std::uint64_t kMaxNodes = 2 * kMaxIsolates;

// std::unordered_map as libstdc++ lays it out (bits/hashtable.h, _Hashtable).
enum MapWord : std::size_t { kBuckets, kBucketCount, kFirstNode, kCount, kLoadFactor, kMapWords };
constexpr std::uint32_t kLoadFactorOne = 0x3f800000;  // 1.0f
// A node of it: the next node, then the key and the value.
enum NodeWord : std::size_t { kNext, kKey, kNodeWords };

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

// What is known of an isolate is kept by its address.
bool HasTwice(const std::vector<IsolateEntry>& entries) {
  std::vector<std::uint64_t> isolates;
  isolates.reserve(entries.size());
  for (const IsolateEntry& entry : entries) isolates.push_back(entry.isolate);
  std::sort(isolates.begin(), isolates.end());
  return std::adjacent_find(isolates.begin(), isolates.end()) != isolates.end();
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
  if (node != 0 || entries.size() != count || HasTwice(entries)) {
    return Fail(Reason::kInconsistent, "the list of isolates changed while it was read");
  }
  return entries;
}

}  // namespace

Result<IsolateList> ListIsolates(const MappedMemory& memory, const NodeAddresses& addresses) {
  const auto platform = FindPlatform(memory, addresses);
  if (!platform) return Fail(platform);
  const auto words = memory.Words(*platform, kPlatformWords);
  if (!words) return Fail(words);

  Error failure{.reason = Reason::kNotReady, .detail = "node has no isolate yet"};
  std::uint64_t nodes = 0;
  for (std::size_t word = 1; word + kMapWords <= words->size() && nodes <= kMaxNodes; ++word) {
    const auto head = std::span(*words).subspan(word, kMapWords);
    if (!IsMapHead(head)) continue;
    nodes += std::min(head[kCount], kMaxIsolates);
    auto entries = WalkMap(memory, head[kFirstNode], head[kCount]);
    if (entries) {
      return IsolateList{.count_address = *platform + (word + kCount) * kWord,
                         .entries = std::move(*entries)};
    }
    failure = std::move(entries).error();
  }
  return tl::unexpected<Error>(std::move(failure));
}

}  // namespace heap_exporter
