#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "os/memory_map.h"

namespace heap_exporter {

// Where the image that holds Node.js lies in a process: the executable, or a shared libnode.
struct NodeModule {
  std::uint64_t start = 0;  // its ELF header
  std::uint64_t end = 0;

  [[nodiscard]] bool Contains(std::uint64_t address) const {
    return address >= start && address < end;
  }
};

// The image of the file that the map calls `path`: from the mapping of its first byte to its last
// mapping. Nothing where its first byte is not mapped. What lies below is V8's: it maps its
// builtins out of the file a second time, near its code.
[[nodiscard]] std::optional<NodeModule> FindModule(const MemoryMap& map, std::string_view path);

}  // namespace heap_exporter
