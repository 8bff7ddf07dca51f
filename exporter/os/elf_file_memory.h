#pragma once

#include <memory>

#include "base/result.h"
#include "base/unique_fd.h"
#include "os/memory.h"

namespace heap_exporter {

// An ELF file seen as if it had been loaded at its link-time addresses: what ElfImage needs where
// the memory of a process may not be read but its executable may. Writable data is as in the file.
// A read of what the file does not hold, although it says so, is kMalformed.
struct ElfFileMemory {
  std::unique_ptr<Memory> memory;
  std::uint64_t base = 0;  // link-time address of the first byte: what ElfImage::Load wants
};

// Errors as of CheckElfHeader; kMalformed where there is nothing to load.
[[nodiscard]] Result<ElfFileMemory> OpenElfFile(UniqueFd file);

}  // namespace heap_exporter
