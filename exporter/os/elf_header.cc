#include "os/elf_header.h"

#include <algorithm>
#include <cstring>

namespace heap_exporter {
namespace {

// Far above what linkers write: Node has 13 of them.
constexpr std::uint16_t kMaxProgramHeaders = 64;
constexpr std::uint64_t kPageSize = 4096;

#if defined(__x86_64__)
constexpr Elf64_Half kOurMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kOurMachine = EM_AARCH64;
#else
#error "heap_exporter reads x86-64 and arm64 processes only"
#endif

}  // namespace

Result<void> CheckElfHeader(const Elf64_Ehdr& header) {
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return Fail(Reason::kMalformed, "no ELF image");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_machine != kOurMachine) {
    return Fail(Reason::kUnsupportedBinary, "an ELF image of another machine than ours");
  }
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum > kMaxProgramHeaders) {
    return Fail(Reason::kMalformed, "an ELF image with odd program headers");
  }
  return {};
}

std::optional<std::uint64_t> FirstLoadedAddress(std::span<const Elf64_Phdr> segments) {
  std::optional<std::uint64_t> first;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_LOAD) continue;
    first = std::min(first.value_or(UINT64_MAX), segment.p_vaddr & ~(kPageSize - 1));
  }
  return first;
}

}  // namespace heap_exporter
