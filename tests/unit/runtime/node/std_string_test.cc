#include "runtime/node/std_string.h"

#include <string_view>

#include "support/catch.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kString = 0x1000;
constexpr std::uint64_t kText = 0x1100;
constexpr std::uint64_t kMax = 32;

struct Fixture {
  Fixture() {
    memory.Map(kString, 0x1000);
    memory.Write(kString, kText);
  }

  void WriteText(std::string_view text) {
    memory.WriteBytes(kText, std::as_bytes(std::span(text)));
  }

  FakeMemory memory;
};

}  // namespace

TEST_CASE("a string of today's ABI has its length behind the pointer") {
  Fixture fixture;
  fixture.WriteText("22.11.0");
  fixture.memory.Write(kString + 8, std::uint64_t{7});
  CHECK(ReadStdString(fixture.memory, kString, kMax) == "22.11.0");
  fixture.memory.Write(kString + 8, std::uint64_t{0});
  CHECK(ReadStdString(fixture.memory, kString, kMax) == "");
}

TEST_CASE("a string of the older ABI has its length in front of the text") {
  Fixture fixture;
  fixture.WriteText("17.9.1");
  fixture.memory.Write(kString + 8, std::uint64_t{0x20f124b8});  // the next string
  fixture.memory.Write(kText - 24, std::uint64_t{6});
  fixture.memory.Write(kText - 16, std::uint64_t{6});
  CHECK(ReadStdString(fixture.memory, kString, kMax) == "17.9.1");

  SECTION("longer than it can be") { fixture.memory.Write(kText - 24, std::uint64_t{7}); }
  SECTION("longer than is wanted") {
    fixture.memory.Write(kText - 24, kMax + 1);
    fixture.memory.Write(kText - 16, kMax + 1);
  }
  SECTION("absurdly long") {
    fixture.memory.Write(kText - 24, UINT64_MAX);
    fixture.memory.Write(kText - 16, UINT64_MAX);
  }
  SECTION("a pointer that leads nowhere") { fixture.memory.Write(kString, std::uint64_t{16}); }
  CHECK_FALSE(ReadStdString(fixture.memory, kString, kMax));
}
