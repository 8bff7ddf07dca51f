#pragma once

#include <elf.h>

#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"

namespace heap_exporter {

// That an ELF image is one of a 64-bit program of our own machine, with a believable number of
// program headers. kMalformed where it is no ELF image, kUnsupportedBinary where it is another
// machine's.
[[nodiscard]] Result<void> CheckElfHeader(const Elf64_Ehdr& header);

// Link-time address of the first byte that is loaded, the start of a page; nothing where no segment
// is.
[[nodiscard]] std::optional<std::uint64_t> FirstLoadedAddress(std::span<const Elf64_Phdr> segments);

}  // namespace heap_exporter
