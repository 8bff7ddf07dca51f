#include "http/incoming.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("the scrape timeout is understood as Prometheus sends it") {
  REQUIRE(ParseScrapeTimeout("10"));
  CHECK(ParseScrapeTimeout("10")->count() == 10);
  REQUIRE(ParseScrapeTimeout("0.500000"));
  CHECK(ParseScrapeTimeout("0.500000")->count() == 0.5);
}

TEST_CASE("a scrape timeout that is no number above 0 is none") {
  for (const char* text : {"", "0", "-1", "nan", "inf", "1e3", "10s", " 10", "0x10"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseScrapeTimeout(text));
  }
}

}  // namespace
}  // namespace heap_exporter
