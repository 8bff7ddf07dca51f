#include "http/landing_page.h"

#include <memory>
#include <string>

#include "support/catch.h"

namespace heap_exporter {
namespace {

bool Has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

TEST_CASE("the page names the program and leads to the metrics") {
  const std::string page = LandingPage({"1.2.3", "/telemetry"}, {});
  CHECK(Has(page, "heap_exporter <small>1.2.3</small>"));
  CHECK(Has(page, "<a href=\"/telemetry\">Metrics</a>"));
  CHECK(Has(page, "<a href=\"/-/healthy\">Health</a>"));
}

TEST_CASE("the page refers to nothing outside of it and runs no script") {
  const std::string page = LandingPage({"1.2.3", "/metrics"}, {});
  for (const char* text : {"<script", "http:", "https:", "src=", "url(", "@import"}) {
    CAPTURE(text);
    CHECK_FALSE(Has(page, text));
  }
}

TEST_CASE("a path of the metrics that holds markup stays a link") {
  CHECK(Has(LandingPage({"", "/\"><b>"}, {}), "<a href=\"/&quot;&gt;&lt;b&gt;\">Metrics</a>"));
}

TEST_CASE("without targets the page says so, with targets it has their table") {
  CHECK(Has(LandingPage({"", "/"}, {}), "No process to report on was found."));
  Collection collection;
  collection.samples.emplace_back().target = std::make_shared<const Target>();
  CHECK(Has(LandingPage({"", "/"}, collection), "<table>"));
}

}  // namespace
}  // namespace heap_exporter
