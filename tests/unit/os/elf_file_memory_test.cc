#include "os/elf_file_memory.h"

#include <elf.h>
#include <fcntl.h>

#include <cstring>

#include "os/elf_image.h"
#include "support/catch.h"
#include "support/elf_builder.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kFirst = 0x400000;
constexpr std::size_t kSize = 0x1000;
const ElfSymbols kSymbols = {{"first", 0x400100}, {"second", 0x400200}, {"third", 0x400300}};

// An ELF file that was linked at kFirst.
struct Fixture {
  template <class T>
  void Poke(std::uint64_t offset, T value) {
    std::memcpy(parts.bytes.data() + offset, &value, sizeof(value));
  }
  [[nodiscard]] Result<ElfFileMemory> Open(std::size_t length = kSize) const {
    tree.WriteFile("/elf",
                   {reinterpret_cast<const char*>(parts.bytes.data()), std::min(length, kSize)});
    return OpenElfFile(UniqueFd(open(tree.RealPath("/elf").c_str(), O_RDONLY | O_CLOEXEC)));
  }
  [[nodiscard]] Reason OpenFailure(std::size_t length = kSize) const {
    const auto elf = Open(length);
    REQUIRE_FALSE(elf);
    return elf.error().reason;
  }

  ElfImageParts parts = BuildElf(kSymbols, kFirst, kSize);
  ProcTree tree;
};

constexpr std::uint64_t kLoadHeader = sizeof(Elf64_Ehdr);

// Looks for a symbol in whatever is left of a file.
void LookInto(const Result<ElfFileMemory>& elf) {
  if (!elf) return;
  const auto image = ElfImage::Load(*elf->memory, elf->base);
  if (!image) return;
  const auto symbol = image->FindSymbol("third");
  if (symbol && *symbol) CHECK(**symbol == 0x400300);
}

}  // namespace

TEST_CASE("symbols are found in a file as in a process") {
  const Fixture fixture;
  const auto elf = fixture.Open();
  REQUIRE(elf);
  CHECK(elf->base == kFirst);
  const auto image = ElfImage::Load(*elf->memory, elf->base);
  REQUIRE(image);
  CHECK(image->first_address() == kFirst);
  for (const auto& [name, value] : kSymbols) CHECK(*image->FindSymbol(name) == value);
  CHECK(image->FindSymbol("fourth")->has_value() == false);
}

TEST_CASE("a file is read at its link-time addresses") {
  Fixture fixture;
  fixture.Poke(kSize - 8, std::uint64_t{0x1122334455667788});
  const auto elf = fixture.Open();
  REQUIRE(elf);
  CHECK(*ReadObject<std::uint64_t>(*elf->memory, kFirst + kSize - 8) == 0x1122334455667788);
  const MemoryRange ranges[] = {{.address = kFirst + kSize - 4, .size = 4},
                                {.address = kFirst + kSize - 8, .size = 4}};
  std::uint64_t swapped = 0;
  REQUIRE(elf->memory->Read(ranges, WritableBytes(swapped)));
  CHECK(swapped == 0x5566778811223344);
}

TEST_CASE("addresses outside every segment are bad") {
  const Fixture fixture;
  const auto elf = fixture.Open();
  REQUIRE(elf);
  for (const std::uint64_t address : {std::uint64_t{0}, kFirst - 1, kFirst - 8, kFirst + kSize - 7,
                                      kFirst + kSize, UINT64_MAX, UINT64_MAX - 7}) {
    CAPTURE(address);
    CHECK(ReadObject<std::uint64_t>(*elf->memory, address).error().reason == Reason::kBadAddress);
  }
}

TEST_CASE("a segment is as long in the file as the file says, not as in memory") {
  Fixture fixture;
  fixture.Poke(kLoadHeader + offsetof(Elf64_Phdr, p_filesz), std::uint64_t{0x800});
  const auto elf = fixture.Open();
  REQUIRE(elf);
  CHECK(ReadObject<std::uint64_t>(*elf->memory, kFirst + 0x7f8));
  CHECK(ReadObject<std::uint64_t>(*elf->memory, kFirst + 0x7f9).error().reason ==
        Reason::kBadAddress);
}

TEST_CASE("a file that is cut short anywhere is refused or read as far as it goes") {
  const Fixture fixture;
  for (std::size_t length = 0; length <= kSize; length += 64) {
    CAPTURE(length);
    const auto elf = fixture.Open(length);
    CHECK(elf.has_value() == (length >= sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Phdr)));
    LookInto(elf);
  }
}

TEST_CASE("a segment that the file does not hold is malformed") {
  const Fixture fixture;
  const auto elf = fixture.Open(kSize - 1);
  REQUIRE(elf);
  CHECK(ReadObject<std::uint64_t>(*elf->memory, kFirst + kSize - 8).error().reason ==
        Reason::kMalformed);
}

TEST_CASE("a segment at an offset that no file has is malformed") {
  for (const std::uint64_t offset :
       {std::uint64_t{1} << 40, std::uint64_t{1} << 63, UINT64_MAX - 100, UINT64_MAX}) {
    CAPTURE(offset);
    Fixture fixture;
    fixture.Poke(kLoadHeader + offsetof(Elf64_Phdr, p_offset), offset);
    const auto elf = fixture.Open();
    REQUIRE(elf);
    CHECK(ReadObject<std::uint64_t>(*elf->memory, kFirst + 0x200).error().reason ==
          Reason::kMalformed);
  }
}

TEST_CASE("a file that is no ELF file of this machine is told") {
  Fixture fixture;
  SECTION("an empty file") { CHECK(fixture.OpenFailure(0) == Reason::kMalformed); }
  SECTION("a script") {
    fixture.tree.WriteFile("/script", "#!/bin/sh\n" + std::string(100, '#'));
    const auto elf =
        OpenElfFile(UniqueFd(open(fixture.tree.RealPath("/script").c_str(), O_RDONLY | O_CLOEXEC)));
    REQUIRE_FALSE(elf);
    CHECK(elf.error().reason == Reason::kMalformed);
  }
  SECTION("no magic number") {
    fixture.Poke<std::uint8_t>(0, 0);
    CHECK(fixture.OpenFailure() == Reason::kMalformed);
  }
  SECTION("32 bits") {
    fixture.Poke<std::uint8_t>(EI_CLASS, ELFCLASS32);
    CHECK(fixture.OpenFailure() == Reason::kUnsupportedBinary);
  }
}

TEST_CASE("program headers that cannot be true are malformed in a file as well") {
  Fixture fixture;
  SECTION("one more than the most") {
    fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phnum), 65);
  }
  SECTION("65535 of them") { fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phnum), 0xffff); }
  SECTION("none") { fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phnum), 0); }
  SECTION("of another size") { fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phentsize), 55); }
  SECTION("behind the end") { fixture.Poke(offsetof(Elf64_Ehdr, e_phoff), std::uint64_t{kSize}); }
  SECTION("half behind the end") {
    fixture.Poke(offsetof(Elf64_Ehdr, e_phoff), kSize - sizeof(Elf64_Phdr));
  }
  SECTION("at an offset that no file has") {
    fixture.Poke(offsetof(Elf64_Ehdr, e_phoff), UINT64_MAX - 100);
  }
  SECTION("nothing to load") { fixture.Poke<std::uint32_t>(kLoadHeader, PT_NOTE); }
  CHECK(fixture.OpenFailure() == Reason::kMalformed);
}

TEST_CASE("the base of a file is the page of its lowest segment") {
  Fixture fixture;
  fixture.Poke(kLoadHeader + offsetof(Elf64_Phdr, p_vaddr), std::uint64_t{0x400040});
  fixture.Poke<std::uint32_t>(kLoadHeader + sizeof(Elf64_Phdr), PT_LOAD);
  fixture.Poke(kLoadHeader + sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, p_vaddr),
               std::uint64_t{0x600000});
  CHECK(fixture.Open()->base == 0x400000);
}

TEST_CASE("a folder in place of an ELF file is an error") {
  const ProcTree tree;
  CHECK_FALSE(OpenElfFile(UniqueFd(open(tree.proc_root().c_str(), O_RDONLY | O_CLOEXEC))));
  CHECK_FALSE(OpenElfFile(UniqueFd()));
}
