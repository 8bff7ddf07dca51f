#include "os/elf_image.h"

#include <elf.h>

#include "base/bytes.h"
#include "support/catch.h"
#include "support/elf_builder.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kBase = 0x7f0000000000;
constexpr std::size_t kSize = 0x1000;

const ElfSymbols kSymbols = {{"first", 0x100}, {"second", 0x200}, {"third", 0x300}};

// An image that was linked at 0 and lies at kBase.
struct Fixture {
  Fixture() {
    memory.Map(kBase, kSize);
    memory.WriteBytes(kBase, parts.bytes);
  }
  template <class T>
  void Poke(std::uint64_t offset, T value) {
    memory.Write(kBase + offset, value);
  }
  [[nodiscard]] Reason LoadFailure() const {
    const auto image = ElfImage::Load(memory, kBase);
    REQUIRE_FALSE(image);
    return image.error().reason;
  }

  ElfImageParts parts = BuildElf(kSymbols, 0, kSize);
  FakeMemory memory;
};

}  // namespace

TEST_CASE("every exported symbol is found, others are not") {
  Fixture fixture;
  const auto image = ElfImage::Load(fixture.memory, kBase);
  REQUIRE(image);
  for (const auto& [name, value] : kSymbols) CHECK(*image->FindSymbol(name) == value);
  CHECK(image->FindSymbol("fourth")->has_value() == false);
  CHECK(image->FindSymbol("firs")->has_value() == false);
  CHECK(image->FindSymbol("first2")->has_value() == false);
}

TEST_CASE("addresses that the dynamic linker has relocated are taken as they are") {
  Fixture fixture;
  for (const std::uint64_t entry : {0, 1, 2}) {
    const std::uint64_t pointer = fixture.parts.dynamic_offset + entry * sizeof(Elf64_Dyn) + 8;
    fixture.Poke(pointer, fixture.memory.Word(kBase + pointer) + kBase);
  }
  const auto image = ElfImage::Load(fixture.memory, kBase);
  REQUIRE(image);
  CHECK(*image->FindSymbol("second") == 0x200);
}

TEST_CASE("a symbol that is only imported is not exported") {
  Fixture fixture;
  const std::uint64_t first = fixture.parts.symbols_offset + sizeof(Elf64_Sym);
  fixture.Poke<std::uint16_t>(first + offsetof(Elf64_Sym, st_shndx), SHN_UNDEF);
  const auto image = ElfImage::Load(fixture.memory, kBase);
  REQUIRE(image);
  CHECK(image->FindSymbol("first")->has_value() == false);
}

TEST_CASE("an image without a magic number is malformed") {
  Fixture fixture;
  fixture.Poke<std::uint32_t>(0, 0);
  CHECK(fixture.LoadFailure() == Reason::kMalformed);
}

TEST_CASE("an image of another machine or word size is not supported") {
  Fixture fixture;
  SECTION("32 bits") { fixture.Poke<std::uint8_t>(EI_CLASS, ELFCLASS32); }
  SECTION("big-endian") { fixture.Poke<std::uint8_t>(EI_DATA, ELFDATA2MSB); }
  SECTION("another machine") {
    fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_machine), EM_RISCV);
  }
  CHECK(fixture.LoadFailure() == Reason::kUnsupportedBinary);
}

TEST_CASE("headers that cannot be true are malformed") {
  Fixture fixture;
  const std::uint64_t dynamic_header = sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
  SECTION("65535 program headers") {
    fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phnum), 0xffff);
  }
  SECTION("no program header") { fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phnum), 0); }
  SECTION("program headers of another size") {
    fixture.Poke<std::uint16_t>(offsetof(Elf64_Ehdr, e_phentsize), 7);
  }
  SECTION("no dynamic section") { fixture.Poke<std::uint32_t>(dynamic_header, PT_NULL); }
  SECTION("a dynamic section of a gigabyte") {
    fixture.Poke(dynamic_header + offsetof(Elf64_Phdr, p_memsz), std::uint64_t{1} << 30);
  }
  SECTION("no hash table") { fixture.Poke(fixture.parts.dynamic_offset, std::uint64_t{DT_NULL}); }
  SECTION("a hash table without buckets") {
    fixture.Poke<std::uint32_t>(fixture.parts.hash_offset, 0);
  }
  CHECK(fixture.LoadFailure() == Reason::kMalformed);
}

TEST_CASE("offsets that lead out of the image are bad addresses") {
  Fixture fixture;
  SECTION("program headers") {
    fixture.Poke(offsetof(Elf64_Ehdr, e_phoff), UINT64_MAX - 100);
    CHECK(fixture.LoadFailure() == Reason::kBadAddress);
  }
  SECTION("a bloom filter of 32 GiB") {
    fixture.Poke<std::uint32_t>(fixture.parts.hash_offset + 8, 0xffffffff);
    const auto image = ElfImage::Load(fixture.memory, kBase);
    REQUIRE(image);
    CHECK(image->FindSymbol("first").error().reason == Reason::kBadAddress);
  }
  SECTION("a name") {
    const std::uint64_t first = fixture.parts.symbols_offset + sizeof(Elf64_Sym);
    fixture.Poke<std::uint32_t>(first, 0xfffffff0);
    const auto image = ElfImage::Load(fixture.memory, kBase);
    REQUIRE(image);
    CHECK(image->FindSymbol("first").error().reason == Reason::kBadAddress);
  }
}

TEST_CASE("a chain without an end is given up") {
  FakeMemory memory;
  memory.Map(kBase, 0x10000);
  const ElfImageParts parts = BuildElf({{"only", 0x100}}, 0, 0x10000);
  memory.WriteBytes(kBase, parts.bytes);
  for (std::uint64_t at = parts.hash_offset + 28; at + 4 <= 0x10000; at += 4) {
    memory.Write(kBase + at, std::uint32_t{2});
  }
  const auto image = ElfImage::Load(memory, kBase);
  REQUIRE(image);
  CHECK(image->FindSymbol("only").error().reason == Reason::kMalformed);
  CHECK(memory.reads() < 5000);
}
