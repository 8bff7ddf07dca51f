#include "os/meminfo.h"

#include <string>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

void CheckMalformed(std::string_view text) {
  CAPTURE(text);
  const auto memory = ParseMeminfo(text);
  REQUIRE_FALSE(memory);
  CHECK(memory.error().reason == Reason::kMalformed);
}

}  // namespace

TEST_CASE("the system's memory is told in bytes") {
  const auto memory = ParseMeminfo(
      "MemTotal:       16303428 kB\nMemFree:         4000001 kB\nMemAvailable:    9000002 kB\n"
      "Buffers:          123456 kB\nHugePages_Total:       0\n");
  REQUIRE(memory);
  CHECK(memory->total_bytes == std::uint64_t{16303428} * 1024);
  CHECK(memory->free_bytes == std::uint64_t{4000001} * 1024);
  CHECK(memory->available_bytes == std::uint64_t{9000002} * 1024);
}

TEST_CASE("an old kernel does not tell what is available") {
  const auto memory = ParseMeminfo("MemTotal: 100 kB\nMemFree: 10 kB\nCached: 20 kB\n");
  REQUIRE(memory);
  CHECK(memory->total_bytes == 102400);
  CHECK_FALSE(memory->available_bytes);
}

TEST_CASE("what is available is absent where it cannot be understood") {
  const auto memory = ParseMeminfo("MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: some kB\n");
  REQUIRE(memory);
  CHECK_FALSE(memory->available_bytes);
}

TEST_CASE("keys that only resemble ours are others") {
  CheckMalformed("MemTotal2: 100 kB\nXMemFree: 10 kB\n");
  CheckMalformed("MemTotal: 100 kB\nHighMemFree: 10 kB\n memFree: 10 kB\n");
}

TEST_CASE("meminfo without total or free memory is malformed") {
  CheckMalformed("");
  CheckMalformed("\n\n:\n");
  CheckMalformed("MemTotal: 100 kB\n");
  CheckMalformed("MemFree: 100 kB\n");
  CheckMalformed("MemTotal 100 kB\nMemFree 10 kB\n");
}

TEST_CASE("a total that is not a number of kibibytes is malformed") {
  for (const std::string value : {"", " ", "x kB", "-1 kB", "1.5 kB", "100", "100 MB", "100  kB",
                                  "100 kB ", "18014398509481984 kB", "99999999999999999999 kB"}) {
    CheckMalformed("MemTotal: " + value + "\nMemFree: 10 kB\n");
  }
  CHECK(ParseMeminfo("MemTotal: 18014398509481983 kB\nMemFree: 0 kB\n"));
}
