#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace heap_exporter {

// One line of /proc/PID/maps.
struct Mapping {
  std::uint64_t start = 0;
  std::uint64_t end = 0;  // the first address behind it
  bool readable = false;
  bool writable = false;
  std::uint64_t offset = 0;  // of the mapping's first byte in the file
  std::uint64_t inode = 0;   // 0 where no file is mapped
  std::string path;  // as the kernel prints it; empty, "[heap]", "/usr/bin/node (deleted)" ...
};

// The memory map of a process at one moment. Immutable.
class MemoryMap {
 public:
  MemoryMap() = default;

  // REQUIRES: sorted by address, not overlapping (ParseMemoryMap sees to it).
  explicit MemoryMap(std::vector<Mapping> mappings) : mappings_(std::move(mappings)) {}

  [[nodiscard]] const std::vector<Mapping>& mappings() const { return mappings_; }

  // The mapping that holds `address`; null where none does.
  [[nodiscard]] const Mapping* Find(std::uint64_t address) const;

  // True where [address, address + size) lies in one readable and writable mapping: where a C++
  // object on the heap can be.
  [[nodiscard]] bool IsData(std::uint64_t address, std::uint64_t size) const;

  // How many of the `size` bytes from `address` on are readable without a gap.
  [[nodiscard]] std::uint64_t ReadableLength(std::uint64_t address, std::uint64_t size) const;

 private:
  std::vector<Mapping> mappings_;
};

// Parses the text of /proc/PID/maps. kMalformed where a line is not one, or the lines are not in
// order.
[[nodiscard]] Result<MemoryMap> ParseMemoryMap(std::string_view text);

}  // namespace heap_exporter
