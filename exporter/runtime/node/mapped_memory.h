#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/memory.h"
#include "os/memory_map.h"

namespace heap_exporter {

// A target's memory together with its map, for following pointers: whoever looks at an address
// first asks whether an object can be there. The map may be missing where it is known what lies
// where: then any pointer may be tried, and reading tells whether it led anywhere. Refers to both
// parts, which must outlive it.
class MappedMemory {
 public:
  // `map` may be null.
  MappedMemory(const Memory& memory, const MemoryMap* map) : memory_(memory), map_(map) {}

  // True where an object of `size` bytes on the target's heap can start at `address`.
  [[nodiscard]] bool IsObject(std::uint64_t address, std::uint64_t size) const;

  // True where `size` bytes from `address` on are mapped to be read: data, constants or code. True
  // as well where there is no map.
  [[nodiscard]] bool IsReadable(std::uint64_t address, std::uint64_t size) const;

  [[nodiscard]] Result<std::uint64_t> Word(std::uint64_t address) const;
  [[nodiscard]] Result<std::vector<std::uint64_t>> Words(std::uint64_t address,
                                                         std::size_t count) const;

  // The `size` bytes at `address`, which can be any. The caller caps `size`.
  [[nodiscard]] Result<std::string> Text(std::uint64_t address, std::size_t size) const;

  // As many of the `count` words from `address` on as are mapped without a gap; all of them where
  // there is no map.
  [[nodiscard]] Result<std::vector<std::uint64_t>> MappedWords(std::uint64_t address,
                                                               std::size_t count) const;

  // The first `count` words at each address, one object behind the other.
  [[nodiscard]] Result<std::vector<std::uint64_t>> Gather(std::span<const std::uint64_t> addresses,
                                                          std::size_t count) const;

 private:
  const Memory& memory_;
  const MemoryMap* map_;
};

}  // namespace heap_exporter
