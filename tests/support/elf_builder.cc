#include "support/elf_builder.h"

#include <elf.h>

#include <cstring>
#include <span>
#include <stdexcept>

namespace heap_exporter::testing {
namespace {

#if defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
#else
constexpr Elf64_Half kMachine = EM_X86_64;
#endif

std::uint32_t GnuHash(const std::string& name) {
  std::uint32_t hash = 5381;
  for (const unsigned char c : name) hash = hash * 33 + c;
  return hash;
}

// Puts things one behind the other.
class Writer {
 public:
  explicit Writer(std::size_t size) : bytes_(size) {}

  template <class T>
  std::uint64_t Put(const T& object) {
    return PutBytes(std::as_bytes(std::span<const T, 1>(&object, 1)));
  }
  std::uint64_t PutBytes(std::span<const std::byte> bytes) {
    if (next_ + bytes.size() > bytes_.size()) throw std::logic_error("the image is too small");
    const std::uint64_t at = next_;
    std::memcpy(bytes_.data() + at, bytes.data(), bytes.size());
    next_ += bytes.size();
    return at;
  }
  void Align() { next_ = (next_ + 7) & ~std::uint64_t{7}; }
  void Skip(std::uint64_t count) { next_ += count; }
  void PutAt(std::uint64_t offset, std::span<const std::byte> bytes) {
    std::memcpy(bytes_.data() + offset, bytes.data(), bytes.size());
  }
  [[nodiscard]] std::uint64_t next() const { return next_; }
  [[nodiscard]] std::vector<std::byte> Take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
  std::uint64_t next_ = 0;
};

Elf64_Ehdr Header() {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_EXEC;
  header.e_machine = kMachine;
  header.e_phoff = sizeof(Elf64_Ehdr);
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 2;
  return header;
}

Elf64_Phdr Segment(std::uint32_t type, std::uint64_t offset, std::uint64_t first_address,
                   std::uint64_t size) {
  Elf64_Phdr segment{};
  segment.p_type = type;
  segment.p_offset = offset;
  segment.p_vaddr = first_address + offset;
  segment.p_filesz = segment.p_memsz = size;
  return segment;
}

void PutHashTable(Writer& writer, const ElfSymbols& symbols) {
  const std::uint32_t header[] = {1, 1, 1, 0};  // one bucket, first symbol 1, one bloom word
  writer.Put(header);
  writer.Put(~std::uint64_t{0});
  writer.Put(std::uint32_t{1});
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const std::uint32_t end = i + 1 == symbols.size() ? 1 : 0;
    writer.Put((GnuHash(symbols[i].first) & ~std::uint32_t{1}) | end);
  }
}

}  // namespace

ElfImageParts BuildElf(const ElfSymbols& symbols, std::uint64_t first_address, std::size_t size) {
  constexpr std::size_t kDynamicEntries = 4;
  Writer writer(size);
  ElfImageParts parts;
  writer.Put(Header());
  writer.Put(Segment(PT_LOAD, 0, first_address, size));
  const std::uint64_t dynamic_header = writer.next();
  writer.Skip(sizeof(Elf64_Phdr));
  parts.dynamic_offset = writer.next();
  writer.Skip(kDynamicEntries * sizeof(Elf64_Dyn));

  parts.strings_offset = writer.Put(std::byte{0});
  std::vector<std::uint32_t> names;
  for (const auto& symbol : symbols) {
    const std::span text(symbol.first.c_str(), symbol.first.size() + 1);
    names.push_back(
        static_cast<std::uint32_t>(writer.PutBytes(std::as_bytes(text)) - parts.strings_offset));
  }
  writer.Align();
  parts.symbols_offset = writer.Put(Elf64_Sym{});
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    Elf64_Sym symbol{};
    symbol.st_name = names[i];
    symbol.st_shndx = 1;
    symbol.st_value = symbols[i].second;
    writer.Put(symbol);
  }
  writer.Align();
  parts.hash_offset = writer.next();
  PutHashTable(writer, symbols);

  const Elf64_Dyn dynamic[kDynamicEntries] = {{DT_GNU_HASH, {first_address + parts.hash_offset}},
                                              {DT_STRTAB, {first_address + parts.strings_offset}},
                                              {DT_SYMTAB, {first_address + parts.symbols_offset}},
                                              {DT_NULL, {0}}};
  const auto segment = Segment(PT_DYNAMIC, parts.dynamic_offset, first_address, sizeof(dynamic));
  writer.PutAt(dynamic_header, std::as_bytes(std::span(&segment, 1)));
  writer.PutAt(parts.dynamic_offset, std::as_bytes(std::span(dynamic)));
  parts.bytes = writer.Take();
  return parts;
}

}  // namespace heap_exporter::testing
