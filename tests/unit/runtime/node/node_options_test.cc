#include "runtime/node/node_options.h"

#include "support/catch.h"

using namespace heap_exporter;

TEST_CASE("options of node that have a value take the next argument") {
  for (const char* const option : {"-r", "--require", "--import", "-C", "--unhandled-rejections",
                                   "--max-http-header-size", "--title", "--env-file"}) {
    CAPTURE(option);
    CHECK(TakesNextArgument(option));
  }
}

TEST_CASE("options of node that carry their value or have none take no argument") {
  for (const char* const option :
       {"", "-", "--", "-c", "--inspect", "--enable-source-maps", "--require=x", "--title=x",
        "--max-old-space-size", "--max-old-space-size=4096", "--expose-gc", "--test", "app.js"}) {
    CAPTURE(option);
    CHECK_FALSE(TakesNextArgument(option));
  }
}

TEST_CASE("some options of node make it run no script of a file") {
  for (const char* const option : {"-e", "--eval", "--eval=1", "-p", "-pe", "--print", "--print=1",
                                   "--run", "--run=dev", "-"}) {
    CAPTURE(option);
    CHECK(RunsNoScript(option));
  }
  for (const char* const option :
       {"", "--", "-r", "--evaluate", "--printer=1", "--inspect=1", "app.js"}) {
    CAPTURE(option);
    CHECK_FALSE(RunsNoScript(option));
  }
}
