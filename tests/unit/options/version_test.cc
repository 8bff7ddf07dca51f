#include "options/version.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("the version text names version, revision and compiler") {
  const std::string text = VersionText();
  const std::string first = "heap_exporter, version " + std::string(Version()) + " (revision " +
                            std::string(Revision()) + ")\n";
  CHECK(text == first + "  compiler: " + std::string(Compiler()) + "\n");
}

TEST_CASE("the version is a number and the compiler has a name") {
  CHECK(Version().find_first_not_of("0123456789.") == std::string_view::npos);
  CHECK_FALSE(Version().empty());
  CHECK_FALSE(Revision().empty());
  CHECK((Compiler().starts_with("gcc ") || Compiler().starts_with("clang ")));
}

}  // namespace
}  // namespace heap_exporter
