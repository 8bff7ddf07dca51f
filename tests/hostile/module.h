#pragma once

#include <cstdint>

namespace heap_exporter::hostile {

inline constexpr std::uint64_t kModuleBytes = 0x10000;

// What FakeNode writes into its module, as data of this program. Some of its places are exported
// under the names by which an exporter recognises Node.js (module.cc).
extern "C" std::uint64_t hostile_module[kModuleBytes / sizeof(std::uint64_t)];

}  // namespace heap_exporter::hostile
