#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "runtime/node/mapped_memory.h"
#include "runtime/node/node_addresses.h"

namespace heap_exporter {

// One entry of NodePlatform::per_isolate_ (src/node_platform.h), a std::unordered_map by Isolate*.
struct IsolateEntry {
  std::uint64_t node = 0;     // the hash node; its second word is the key
  std::uint64_t isolate = 0;  // v8::internal::Isolate*
};

struct IsolateList {
  std::uint64_t count_address = 0;  // of the map's element count: tells a later reader of a change
  std::vector<IsolateEntry> entries;  // no two with the same isolate
};

// Lists the isolates that Node.js has registered. kNotReady while the process is starting (no
// platform, no isolate yet); kInconsistent where the map changed while it was walked;
// kLimitExceeded for more than kMaxIsolates.
[[nodiscard]] Result<IsolateList> ListIsolates(const MappedMemory& memory,
                                               const NodeAddresses& addresses);

inline constexpr std::uint64_t kMaxIsolates = 256;

}  // namespace heap_exporter
