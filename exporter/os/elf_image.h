#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "os/memory.h"

namespace heap_exporter {

// The exported symbols of a 64-bit little-endian ELF image, looked up as the dynamic linker does
// (DT_GNU_HASH), so `strip` takes nothing away. Works on the image in a process's memory, and on a
// file through ElfFileMemory. Every count and length in the image is hostile: checked and capped.
class ElfImage {
 public:
  // Reads the headers of the image whose first byte is at `base`. kUnsupportedBinary for an image
  // of another class or machine, kMalformed for one that is none or has no hash table. `memory`
  // must outlive the result.
  [[nodiscard]] static Result<ElfImage> Load(const Memory& memory, std::uint64_t base);

  // The link-time address of an exported symbol; nothing where the image exports none of that name.
  [[nodiscard]] Result<std::optional<std::uint64_t>> FindSymbol(std::string_view name) const;

  // Link-time address of the image's first byte: address in memory = base + symbol - this.
  [[nodiscard]] std::uint64_t first_address() const { return first_address_; }

 private:
  explicit ElfImage(const Memory& memory) : memory_(&memory) {}

  // The pieces of the hash table (as glibc reads it: elf/dl-lookup.c, do_lookup_x), as addresses in
  // memory.
  struct HashTable {
    std::uint32_t bucket_count = 0;
    std::uint32_t first_symbol = 0;
    std::uint64_t buckets = 0;
    std::uint64_t chains = 0;
  };

  Result<void> ReadDynamicSection(std::uint64_t address, std::uint64_t size, std::uint64_t base);
  Result<void> ReadHashTable(std::uint64_t address);
  Result<bool> IsNamed(std::uint32_t symbol_name, std::string_view name) const;

  const Memory* memory_;
  std::uint64_t first_address_ = 0;
  std::uint64_t symbols_ = 0;
  std::uint64_t strings_ = 0;
  HashTable hash_;
};

}  // namespace heap_exporter
