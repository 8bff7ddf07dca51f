#include "os/memory_map.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

constexpr std::string_view kNodeLine =
    "00400000-00401000 r--p 00002000 fe:00 1835093                    /usr/bin/node";

// Three mappings without a gap between them, a gap, one that may not be read, a readable one.
constexpr std::string_view kText =
    "10000-20000 rw-p 00000000 00:00 0                          [heap]\n"
    "20000-30000 rw-p 00000000 00:00 0 \n"
    "30000-40000 r--p 00000000 fe:00 1835093 /usr/bin/node\n"
    "50000-60000 ---p 00000000 00:00 0 \n"
    "60000-70000 rw-p 00000000 00:00 0 \n";

MemoryMap Parse(std::string_view text) {
  auto map = ParseMemoryMap(text);
  REQUIRE(map);
  return std::move(*map);
}

std::string PathOf(const std::string& path) {
  return Parse("1000-2000 r--p 0 fe:00 7    " + path + "\n").mappings().at(0).path;
}

void CheckMalformed(const std::string& text) {
  CAPTURE(text);
  const auto map = ParseMemoryMap(text);
  REQUIRE_FALSE(map);
  CHECK(map.error().reason == Reason::kMalformed);
}

}  // namespace

TEST_CASE("every part of a line of a memory map is found") {
  const MemoryMap map = Parse(std::string(kNodeLine) + "\n");
  REQUIRE(map.mappings().size() == 1);
  const Mapping& mapping = map.mappings().front();
  CHECK(mapping.start == 0x400000);
  CHECK(mapping.end == 0x401000);
  CHECK(mapping.readable);
  CHECK_FALSE(mapping.writable);
  CHECK(mapping.offset == 0x2000);
  CHECK(mapping.inode == 1835093);
  CHECK(mapping.path == "/usr/bin/node");
}

TEST_CASE("the path of a mapping is kept as it is") {
  for (const std::string path : {"/srv/my  app/node 22 ", "/usr/bin/node (deleted)", "[heap]",
                                 "[anon: v8]", "/memfd:a (deleted)", "/a\\012b", ""}) {
    CHECK(PathOf(path) == path);
  }
}

TEST_CASE("a process without memory has an empty map") {
  const MemoryMap map = Parse("");
  CHECK(map.mappings().empty());
  CHECK(map.Find(0x1000) == nullptr);
  CHECK_FALSE(map.IsData(0x1000, 0));
  CHECK(map.ReadableLength(0x1000, 8) == 0);
}

TEST_CASE("an address belongs to the mapping that holds it") {
  const MemoryMap map = Parse(kText);
  CHECK(map.Find(0xffff) == nullptr);
  CHECK(map.Find(0x10000) == &map.mappings()[0]);
  CHECK(map.Find(0x1ffff) == &map.mappings()[0]);
  CHECK(map.Find(0x20000) == &map.mappings()[1]);
  CHECK(map.Find(0x3ffff) == &map.mappings()[2]);
  CHECK(map.Find(0x40000) == nullptr);
  CHECK(map.Find(0x4ffff) == nullptr);
  CHECK(map.Find(0x6ffff) == &map.mappings()[4]);
  CHECK(map.Find(0x70000) == nullptr);
  CHECK(map.Find(0) == nullptr);
  CHECK(map.Find(UINT64_MAX) == nullptr);
}

TEST_CASE("data lies in one mapping that is readable and writable") {
  const MemoryMap map = Parse(kText);
  CHECK(map.IsData(0x10000, 0x10000));
  CHECK(map.IsData(0x1fff8, 8));
  CHECK_FALSE(map.IsData(0xfff8, 8));
  CHECK_FALSE(map.IsData(0x1fff9, 8));
  CHECK_FALSE(map.IsData(0x10000, 0x10001));
  CHECK_FALSE(map.IsData(0x30000, 8));
  CHECK_FALSE(map.IsData(0x50000, 8));
  CHECK_FALSE(map.IsData(0x40000, 0));
  CHECK_FALSE(map.IsData(0x10000, UINT64_MAX));
}

TEST_CASE("what is readable goes on over the border of two mappings and ends at a gap") {
  const MemoryMap map = Parse(kText);
  CHECK(map.ReadableLength(0x10000, 0x100) == 0x100);
  CHECK(map.ReadableLength(0x1ff00, 0x200) == 0x200);
  CHECK(map.ReadableLength(0x10000, 0x30000) == 0x30000);
  CHECK(map.ReadableLength(0x10000, 0x30001) == 0x30000);
  CHECK(map.ReadableLength(0x3fff0, UINT64_MAX) == 0x10);
  CHECK(map.ReadableLength(0x40000, 8) == 0);
  CHECK(map.ReadableLength(0x5fff8, 16) == 0);
  CHECK(map.ReadableLength(0x6fff8, 16) == 8);
  CHECK(map.ReadableLength(0x10000, 0) == 0);
}

TEST_CASE("addresses at the very end do not wrap around") {
  const MemoryMap map = Parse(
      "0-1000 rw-p 0 00:00 0 \n"
      "ffffffffffff0000-ffffffffffffffff rw-p 0 00:00 0 \n");
  CHECK(map.Find(UINT64_MAX) == nullptr);
  CHECK(map.Find(UINT64_MAX - 1) == &map.mappings()[1]);
  CHECK(map.IsData(UINT64_MAX - 8, 8));
  CHECK_FALSE(map.IsData(UINT64_MAX - 7, 8));
  CHECK_FALSE(map.IsData(UINT64_MAX - 1, UINT64_MAX));
  CHECK(map.ReadableLength(UINT64_MAX - 8, UINT64_MAX) == 8);
  CHECK(map.ReadableLength(0xffffffffffff0000, UINT64_MAX) == 0xffff);
}

TEST_CASE("mappings that are out of order or overlap are refused") {
  const std::string rest = " rw-p 0 00:00 0 \n";
  CheckMalformed("2000-3000" + rest + "1000-2000" + rest);
  CheckMalformed("1000-2001" + rest + "2000-3000" + rest);
  CheckMalformed("1000-2000" + rest + "1000-2000" + rest);
  CheckMalformed("1000-4000" + rest + "2000-3000" + rest);
  CHECK(ParseMemoryMap("1000-2000" + rest + "2000-3000" + rest));
}

TEST_CASE("a line of a memory map that is cut short is malformed") {
  const std::size_t inode = kNodeLine.find("1835093");
  for (std::size_t length = 1; length <= inode; ++length) {
    CheckMalformed(std::string(kNodeLine.substr(0, length)));
    CheckMalformed(std::string(kNodeLine.substr(0, length)) + "\n" + std::string(kNodeLine) + "\n");
  }
}

TEST_CASE("a line that is none of a memory map is malformed") {
  for (const std::string line :
       {"", " ", "-", "2000-1000 r--p 0 fe:00 1", "1000-1000 r--p 0 fe:00 1",
        "1000-10000000000000000 r--p 0 fe:00 1", "-1000-2000 r--p 0 fe:00 1",
        "1000-2000 r-- 0 fe:00 1", "1000-2000 r--pp 0 fe:00 1", "1000-2000 r--p x fe:00 1",
        "1000-2000 r--p 0 fe:00 x", "1000-2000 r--p 0 fe:00 -1",
        "1000-2000 r--p 0 fe:00 18446744073709551616", "0x1000-0x2000 r--p 0 fe:00 1"}) {
    CheckMalformed(line + "\n");
  }
}
