#include "discovery/selection.h"

#include <re2/re2.h>

#include "support/catch.h"

namespace heap_exporter {
namespace {

ProcessFacts ExampleFacts() {
  ProcessFacts facts;
  facts.id.pid = 42;
  facts.comm = "node";
  facts.exe = "/usr/local/bin/node";
  facts.argv = {"node", "--port=80", "/srv/shop/server.js"};
  facts.user = "deploy";
  return facts;
}

std::shared_ptr<const re2::RE2> Expression(const std::string& text) {
  const auto expression = std::make_shared<const re2::RE2>(text);
  REQUIRE(expression->ok());
  return expression;
}

NameTemplate Name(std::string_view text) {
  const Result<NameTemplate> name = NameTemplate::Parse(text);
  REQUIRE(name.has_value());
  return *name;
}

std::optional<std::string> NameBy(std::vector<SelectionRule> rules,
                                  const ProcessFacts& facts = ExampleFacts()) {
  return Selection(std::move(rules)).NameOf(facts, "nodejs", "default");
}

bool IsSelected(const SelectionRule& rule, const ProcessFacts& facts = ExampleFacts()) {
  return NameBy({rule}, facts).has_value();
}

TEST_CASE("without rules every process with a known runtime has its default name") {
  CHECK(Selection().NameOf(ExampleFacts(), "nodejs", "default") == "default");
}

TEST_CASE("without rules a process without a known runtime is not reported") {
  CHECK_FALSE(Selection().NameOf(ExampleFacts(), "", "default"));
}

TEST_CASE("with an empty list of rules nothing is reported") {
  CHECK_FALSE(Selection(std::vector<SelectionRule>{}).NameOf(ExampleFacts(), "nodejs", "default"));
}

TEST_CASE("with rules a process needs no known runtime") {
  SelectionRule rule;
  rule.comm = {"node"};
  CHECK(Selection(std::vector{rule}).NameOf(ExampleFacts(), "", "default") == "default");
}

TEST_CASE("comm, user and runtime are compared as a whole") {
  SelectionRule rule;
  rule.comm = {"other", "node"};
  CHECK(IsSelected(rule));
  rule.comm = {"nod", "node1", "NODE"};
  CHECK_FALSE(IsSelected(rule));

  rule = {};
  rule.user = {"deploy"};
  CHECK(IsSelected(rule));
  rule.user = {"root"};
  CHECK_FALSE(IsSelected(rule));

  rule = {};
  rule.runtime = {"nodejs"};
  CHECK(IsSelected(rule));
  rule.runtime = {"other"};
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("an executable without a slash is compared with the base name") {
  SelectionRule rule;
  rule.exe = {"node"};
  CHECK(IsSelected(rule));
  rule.exe = {"bin"};
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("an executable with a slash is compared with the whole path") {
  SelectionRule rule;
  rule.exe = {"/usr/local/bin/node"};
  CHECK(IsSelected(rule));
  rule.exe = {"/bin/node", "bin/node"};
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("an executable that the kernel hides is known by the first argument") {
  ProcessFacts facts = ExampleFacts();
  facts.exe.clear();
  SelectionRule rule;
  rule.exe = {"node"};
  CHECK(IsSelected(rule, facts));
  facts.argv.clear();
  CHECK_FALSE(IsSelected(rule, facts));
}

TEST_CASE("an expression is searched in the arguments joined by one space") {
  SelectionRule rule;
  rule.cmdline = {Expression("^node --port=\\d+ /srv")};
  CHECK(IsSelected(rule));
  rule.cmdline = {Expression("^srv")};
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("all expressions must be found") {
  SelectionRule rule;
  rule.cmdline = {Expression("port"), Expression("shop")};
  CHECK(IsSelected(rule));
  rule.cmdline.push_back(Expression("cart"));
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("an expression can ask for the empty command line") {
  ProcessFacts facts = ExampleFacts();
  facts.argv.clear();
  SelectionRule rule;
  rule.cmdline = {Expression("^$")};
  CHECK(IsSelected(rule, facts));
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("all kinds of selectors must match") {
  SelectionRule rule;
  rule.comm = {"node"};
  rule.user = {"deploy"};
  rule.cmdline = {Expression("shop")};
  CHECK(IsSelected(rule));
  rule.user = {"root"};
  CHECK_FALSE(IsSelected(rule));
}

TEST_CASE("the first rule that matches names the process") {
  SelectionRule other, first, second;
  other.name = Name("other");
  other.comm = {"other"};
  first.name = Name("first");
  first.comm = {"node"};
  second.name = Name("second");
  second.comm = {"node"};
  CHECK(NameBy({other, first, second}) == "first");
  CHECK(NameBy({second, first}) == "second");
  CHECK_FALSE(NameBy({other}));
}

TEST_CASE("a rule without a name keeps the default name") {
  SelectionRule rule;
  rule.comm = {"node"};
  CHECK(NameBy({rule}) == "default");
}

TEST_CASE("named groups of all expressions reach the name") {
  SelectionRule rule;
  rule.name = Name("{{.Matches.app}}:{{.Matches.port}}");
  rule.cmdline = {Expression("/srv/(?P<app>[^/]+)/"), Expression("--port=(?P<port>\\d+)(x)?")};
  CHECK(NameBy({rule}) == "shop:80");
}

TEST_CASE("of two groups with one name the later expression counts") {
  SelectionRule rule;
  rule.name = Name("{{.Matches.x}}");
  rule.cmdline = {Expression("(?P<x>node)"), Expression("(?P<x>shop)")};
  CHECK(NameBy({rule}) == "shop");
}

TEST_CASE("a group that takes no part in the match is empty") {
  SelectionRule rule;
  rule.name = Name("app{{.Matches.x}}");
  rule.cmdline = {Expression("shop|(?P<x>cart)")};
  CHECK(NameBy({rule}) == "app");
}

TEST_CASE("a name that yields nothing falls back to the default") {
  SelectionRule rule;
  rule.name = Name("{{.Matches.x}}");
  rule.cmdline = {Expression("shop|(?P<x>cart)")};
  CHECK(NameBy({rule}) == "default");
  rule.name = Name("");
  CHECK(NameBy({rule}) == "default");
}

TEST_CASE("no more of a command line is examined than the cap") {
  ProcessFacts facts = ExampleFacts();
  SelectionRule rule;
  rule.cmdline = {Expression("needle$")};
  facts.argv = {std::string(kMaxCommandLineBytes - 7, 'x'), "needle"};
  CHECK(IsSelected(rule, facts));
  facts.argv = {std::string(kMaxCommandLineBytes - 6, 'x'), "needle"};
  CHECK_FALSE(IsSelected(rule, facts));
  facts.argv = {std::string(kMaxCommandLineBytes - 6, 'x') + "needle and more"};
  CHECK(IsSelected(rule, facts));
  facts.argv.assign(100'000, "x");
  CHECK_FALSE(IsSelected(rule, facts));
}

TEST_CASE("an expression that backtracks elsewhere ends in time here") {
  ProcessFacts facts = ExampleFacts();
  facts.argv = {std::string(kMaxCommandLineBytes, 'a')};
  SelectionRule rule;
  rule.cmdline = {Expression("^(a+)+$"), Expression("(a|aa)+b")};
  CHECK_FALSE(IsSelected(rule, facts));
}

TEST_CASE("a command line that is no UTF-8 is searched all the same") {
  ProcessFacts facts = ExampleFacts();
  facts.argv = {"node", "\xff\xfe", std::string("\0\n", 2), "shop"};
  SelectionRule rule;
  rule.cmdline = {Expression("shop$")};
  CHECK(IsSelected(rule, facts));
}

}  // namespace
}  // namespace heap_exporter
