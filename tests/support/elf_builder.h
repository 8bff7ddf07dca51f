#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace heap_exporter::testing {

// A tiny ELF image with exported symbols, as bytes: one segment that is mapped as it lies in the
// file.
struct ElfImageParts {
  std::vector<std::byte> bytes;
  std::uint64_t dynamic_offset = 0;
  std::uint64_t hash_offset = 0;
  std::uint64_t symbols_offset = 0;
  std::uint64_t strings_offset = 0;
};

using ElfSymbols = std::vector<std::pair<std::string, std::uint64_t>>;

// `first_address` is the link-time address of the first byte; symbol values are link-time
// addresses. The hash table has one bucket, so that every look-up walks the whole chain.
ElfImageParts BuildElf(const ElfSymbols& symbols, std::uint64_t first_address, std::size_t size);

}  // namespace heap_exporter::testing
