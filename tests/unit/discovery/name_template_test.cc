#include "discovery/name_template.h"

#include <limits>

#include "support/catch.h"

namespace heap_exporter {
namespace {

ProcessFacts ExampleFacts() {
  ProcessFacts facts;
  facts.id.pid = 42;
  facts.comm = "MainThread";
  facts.exe = "/usr/local/bin/node";
  facts.argv = {"node", "server.js"};
  facts.cwd = "/srv/shop";
  facts.user = "deploy";
  facts.cgroups = {"/system.slice/shop.service", "/other"};
  facts.start_time_seconds = 1767323045.9;
  return facts;
}

std::string Expand(std::string_view text, const ProcessFacts& facts = ExampleFacts(),
                   const NamedMatches& matches = {}) {
  const Result<NameTemplate> name = NameTemplate::Parse(text);
  REQUIRE(name.has_value());
  return name->Expand(facts, "shop", matches);
}

std::string ParseError(std::string_view text) {
  const Result<NameTemplate> name = NameTemplate::Parse(text);
  REQUIRE_FALSE(name.has_value());
  CHECK(name.error().reason == Reason::kMalformed);
  return name.error().detail;
}

TEST_CASE("text without braces is the name") {
  CHECK(Expand("web server") == "web server");
  CHECK(Expand("a } b }} c { d") == "a } b }} c { d");
}

TEST_CASE("an empty template gives an empty name") { CHECK(Expand("").empty()); }

TEST_CASE("each field is filled from the facts") {
  CHECK(Expand("{{.Comm}}") == "MainThread");
  CHECK(Expand("{{.ExeBase}}") == "node");
  CHECK(Expand("{{.ExeFull}}") == "/usr/local/bin/node");
  CHECK(Expand("{{.Cwd}}") == "/srv/shop");
  CHECK(Expand("{{.Username}}") == "deploy");
  CHECK(Expand("{{.PID}}") == "42");
  CHECK(Expand("{{.Cgroups}}") == "/system.slice/shop.service,/other");
  CHECK(Expand("{{.Default}}") == "shop");
}

TEST_CASE("the start time is whole seconds in UTC") {
  CHECK(Expand("{{.StartTime}}") == "2026-01-02T03:04:05Z");
}

TEST_CASE("a start time that no calendar holds is left out") {
  for (const double seconds : {-1.0, 1e18, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
    ProcessFacts facts = ExampleFacts();
    facts.start_time_seconds = seconds;
    CHECK(Expand("x{{.StartTime}}", facts) == "x");
  }
}

TEST_CASE("an unknown executable is called like the first argument, then like comm") {
  ProcessFacts facts = ExampleFacts();
  facts.exe.clear();
  facts.argv = {"/opt/node18/bin/node"};
  CHECK(Expand("{{.ExeFull}} {{.ExeBase}}", facts) == "/opt/node18/bin/node node");
  facts.argv.clear();
  CHECK(Expand("{{.ExeFull}} {{.ExeBase}}", facts) == "MainThread MainThread");
}

TEST_CASE("fields and text stand side by side") {
  CHECK(Expand("{{.Username}}/{{.ExeBase}}:{{.PID}}!") == "deploy/node:42!");
  CHECK(Expand("{{.PID}}{{.PID}}") == "4242");
}

TEST_CASE("spaces inside the braces do not count") {
  CHECK(Expand("{{ .Comm }}-{{\t.PID}}") == "MainThread-42");
}

TEST_CASE("matches are filled in by the name of their group") {
  const NamedMatches matches{{"app", "cart"}, {"port", "80"}};
  CHECK(Expand("{{.Matches.app}}-{{ .Matches.port }}", ExampleFacts(), matches) == "cart-80");
}

TEST_CASE("a match that is not there is empty") { CHECK(Expand("x{{.Matches.app}}") == "x"); }

TEST_CASE("a filled in value is not expanded again") {
  ProcessFacts facts = ExampleFacts();
  facts.comm = "{{.PID}}";
  CHECK(Expand("{{.Comm}}", facts) == "{{.PID}}");
}

TEST_CASE("a template tells which groups it needs") {
  const Result<NameTemplate> name = NameTemplate::Parse("{{.Matches.a}}{{.Comm}}{{.Matches.b}}");
  REQUIRE(name.has_value());
  CHECK(name->MatchNames() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("an unknown field is an error that names it and the known ones") {
  const std::string error = ParseError("x {{.Exe}}");
  CHECK(error.find("{{.Exe}}") != std::string::npos);
  CHECK(error.find(".ExeBase") != std::string::npos);
  CHECK(error.find(".Matches.NAME") != std::string::npos);
}

TEST_CASE("fields are spelled exactly") {
  for (const char* text : {"{{}}", "{{ }}", "{{Comm}}", "{{.comm}}", "{{.Comm.x}}", "{{.Matches}}",
                           "{{.Matches.}}", "{{.Comm .PID}}", "{{{.Comm}}}"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseError(text).empty());
  }
}

TEST_CASE("braces that are not closed are an error that shows them") {
  CHECK(ParseError("a {{.Comm") == "{{.Comm is not closed by }}");
  CHECK(ParseError("{{.Comm}") == "{{.Comm} is not closed by }}");
  CHECK(ParseError("{{.Comm}}{{") == "{{ is not closed by }}");
}

TEST_CASE("a name is cut to the cap between characters") {
  ProcessFacts facts = ExampleFacts();
  facts.exe = std::string(100'000, 'x');
  CHECK(Expand("{{.ExeFull}}", facts) == std::string(kMaxNameBytes, 'x'));
  CHECK(Expand("{{.ExeFull}}{{.ExeFull}}", facts).size() == kMaxNameBytes);
  facts.exe = std::string(kMaxNameBytes - 1, 'x') + "\xc3\xa9";
  CHECK(Expand("{{.ExeFull}}", facts) == std::string(kMaxNameBytes - 1, 'x'));
}

}  // namespace
}  // namespace heap_exporter
