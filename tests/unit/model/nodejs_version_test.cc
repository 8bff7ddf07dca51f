#include "model/nodejs_version.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

void CheckParts(std::string_view text, std::string_view major, std::string_view minor,
                std::string_view patch) {
  CAPTURE(text);
  const auto version = ParseNodejsVersion(text);
  REQUIRE(version);
  CHECK(version->major == major);
  CHECK(version->minor == minor);
  CHECK(version->patch == patch);
}

}  // namespace

TEST_CASE("a version of Node.js is cut into its three parts") {
  CheckParts("22.11.0", "22", "11", "0");
  CheckParts("8.0.17", "8", "0", "17");
}

TEST_CASE("what follows the patch number stays with it") {
  CheckParts("25.0.0-nightly2025", "25", "0", "0-nightly2025");
  CheckParts("22.11.0.1", "22", "11", "0.1");
}

TEST_CASE("a text of less than three parts is no version of Node.js") {
  for (const char* const text : {"", "22", "22.11", "nightly", "."}) {
    CAPTURE(text);
    CHECK_FALSE(ParseNodejsVersion(text));
  }
}
