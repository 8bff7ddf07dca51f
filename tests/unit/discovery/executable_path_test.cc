#include "discovery/executable_path.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("the executable is what the kernel says it is") {
  ProcessFacts facts;
  facts.exe = "/usr/bin/node";
  facts.argv = {"/tmp/lie"};
  CHECK(ExecutablePath(facts) == "/usr/bin/node");
}

TEST_CASE("the first argument stands in for an executable that is not known") {
  ProcessFacts facts;
  facts.argv = {"/opt/node", "app.js"};
  CHECK(ExecutablePath(facts) == "/opt/node");
}

TEST_CASE("a process without executable and arguments has no path") {
  CHECK(ExecutablePath(ProcessFacts{}).empty());
}

TEST_CASE("the base name is what follows the last slash") {
  CHECK(BaseName("/usr/bin/node") == "node");
  CHECK(BaseName("node") == "node");
  CHECK(BaseName("/usr/bin/").empty());
  CHECK(BaseName("").empty());
}

}  // namespace
}  // namespace heap_exporter
