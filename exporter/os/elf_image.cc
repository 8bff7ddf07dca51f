#include "os/elf_image.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "os/elf_header.h"

namespace heap_exporter {
namespace {

// Far above what linkers write: Node has 40 dynamic entries and chains of a few symbols.
constexpr std::uint64_t kMaxDynamicEntries = 1024;
constexpr std::uint32_t kMaxChainLength = 4096;
constexpr std::size_t kMaxNameLength = 256;

tl::unexpected<Error> Malformed(const char* what) {
  return Fail(Reason::kMalformed, std::string("ELF image: ") + what);
}

std::uint32_t GnuHash(std::string_view name) {
  std::uint32_t hash = 5381;
  for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
  return hash;
}

}  // namespace

Result<ElfImage> ElfImage::Load(const Memory& memory, std::uint64_t base) {
  const auto header = ReadObject<Elf64_Ehdr>(memory, base);
  if (!header) return Fail(header);
  if (auto checked = CheckElfHeader(*header); !checked) return Fail(checked);
  const auto segments = ReadObjects<Elf64_Phdr>(memory, base + header->e_phoff, header->e_phnum);
  if (!segments) return Fail(segments);

  ElfImage image(memory);
  const auto first_address = FirstLoadedAddress(*segments);
  const auto dynamic =
      std::find_if(segments->begin(), segments->end(),
                   [](const Elf64_Phdr& segment) { return segment.p_type == PT_DYNAMIC; });
  if (dynamic == segments->end() || !first_address) return Malformed("not dynamic");
  image.first_address_ = *first_address;
  auto done = image.ReadDynamicSection(base + (dynamic->p_vaddr - image.first_address_),
                                       dynamic->p_memsz, base);
  if (!done) return Fail(done);
  return image;
}

Result<void> ElfImage::ReadDynamicSection(std::uint64_t address, std::uint64_t size,
                                          std::uint64_t base) {
  const std::uint64_t count = size / sizeof(Elf64_Dyn);
  if (count > kMaxDynamicEntries) return Malformed("too many dynamic entries");
  const auto entries = ReadObjects<Elf64_Dyn>(*memory_, address, count);
  if (!entries) return Fail(entries);

  std::uint64_t hash_table = 0;
  for (const Elf64_Dyn& entry : *entries) {
    if (entry.d_tag == DT_NULL) break;
    // glibc has turned these link-time addresses into real ones in memory; musl and files keep
    // them.
    const std::uint64_t value = entry.d_un.d_ptr;
    const std::uint64_t real = value >= base ? value : base + (value - first_address_);
    if (entry.d_tag == DT_SYMTAB) symbols_ = real;
    if (entry.d_tag == DT_STRTAB) strings_ = real;
    if (entry.d_tag == DT_GNU_HASH) hash_table = real;
  }
  if (symbols_ == 0 || strings_ == 0 || hash_table == 0) return Malformed("no DT_GNU_HASH");
  return ReadHashTable(hash_table);
}

Result<void> ElfImage::ReadHashTable(std::uint64_t address) {
  struct Header {
    std::uint32_t bucket_count, first_symbol, bloom_words, bloom_shift;
  };
  const auto header = ReadObject<Header>(*memory_, address);
  if (!header) return Fail(header);
  if (header->bucket_count == 0) return Malformed("a hash table without buckets");
  hash_.bucket_count = header->bucket_count;
  hash_.first_symbol = header->first_symbol;
  hash_.buckets =
      address + sizeof(Header) + std::uint64_t{header->bloom_words} * sizeof(std::uint64_t);
  hash_.chains = hash_.buckets + std::uint64_t{hash_.bucket_count} * sizeof(std::uint32_t);
  return {};
}

Result<std::optional<std::uint64_t>> ElfImage::FindSymbol(std::string_view name) const {
  const std::uint32_t hash = GnuHash(name);
  const std::uint64_t bucket = hash_.buckets + sizeof(std::uint32_t) * (hash % hash_.bucket_count);
  const auto first = ReadObject<std::uint32_t>(*memory_, bucket);
  if (!first) return Fail(first);
  if (*first < hash_.first_symbol) return std::nullopt;  // an empty bucket

  for (std::uint32_t step = 0; step < kMaxChainLength; ++step) {
    const std::uint64_t index = std::uint64_t{*first} + step;
    const auto chain = ReadObject<std::uint32_t>(
        *memory_, hash_.chains + (index - hash_.first_symbol) * sizeof(std::uint32_t));
    if (!chain) return Fail(chain);
    if ((*chain | 1) == (hash | 1)) {
      const auto symbol = ReadObject<Elf64_Sym>(*memory_, symbols_ + index * sizeof(Elf64_Sym));
      if (!symbol) return Fail(symbol);
      const auto named = IsNamed(symbol->st_name, name);
      if (!named) return Fail(named);
      if (*named && symbol->st_shndx != SHN_UNDEF) return symbol->st_value;
    }
    if ((*chain & 1) != 0) return std::nullopt;  // the lowest bit marks the end of a chain
  }
  return Malformed("an endless hash chain");
}

Result<bool> ElfImage::IsNamed(std::uint32_t symbol_name, std::string_view name) const {
  if (name.size() >= kMaxNameLength) return Fail(Reason::kLimitExceeded, "symbol name too long");
  std::array<char, kMaxNameLength> buffer{};
  const auto text = std::span(buffer).first(name.size() + 1);  // with the zero at its end
  auto done = ReadBytes(*memory_, strings_ + symbol_name, std::as_writable_bytes(text));
  if (!done) return Fail(done);
  return name == std::string_view(text.data(), name.size()) && text.back() == '\0';
}

}  // namespace heap_exporter
