#include "options/process_names.h"

#include "options/config_file.h"
#include "support/catch.h"

namespace heap_exporter {
namespace {

ProcessFacts ExampleFacts() {
  ProcessFacts facts;
  facts.id.pid = 42;
  facts.comm = "MainThread";
  facts.exe = "/usr/local/bin/node";
  facts.argv = {"node", "/srv/shop/server.js"};
  facts.user = "1000";
  return facts;
}

std::optional<std::string> NameBy(const std::string& text) {
  const Result<Selection> selection = ParseConfig(text, "heap.yml");
  INFO((selection ? "" : selection.error().detail));
  REQUIRE(selection.has_value());
  return selection->NameOf(ExampleFacts(), "nodejs", "default");
}

Error ErrorOf(const std::string& text) {
  const Result<Selection> selection = ParseConfig(text, "heap.yml");
  REQUIRE_FALSE(selection.has_value());
  CHECK(selection.error().detail.find('\n') == std::string::npos);
  return selection.error();
}

// The error of a file that holds one rule, given in YAML's short form for a map.
std::string RuleError(const std::string& rule) {
  const Error error = ErrorOf("process_names:\n- " + rule);
  CHECK(error.reason == Reason::kMalformed);
  const std::string place = "heap.yml:2: process_names[0]";
  CHECK(error.detail.find(place) == 0);
  return error.detail.substr(place.size());
}

std::string Repeated(const std::string& text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST_CASE("each selector is read") {
  for (const char* rule : {"{comm: MainThread}", "{exe: node}", "{exe: /usr/local/bin/node}",
                           "{cmdline: 'srv/\\w+'}", "{user: 1000}", "{runtime: nodejs}"}) {
    CAPTURE(rule);
    CHECK(NameBy("process_names:\n- " + std::string(rule)) == "default");
  }
  for (const char* rule : {"{comm: x}", "{exe: x}", "{cmdline: x}", "{user: x}", "{runtime: x}"}) {
    CAPTURE(rule);
    CHECK_FALSE(NameBy("process_names:\n- " + std::string(rule)));
  }
}

TEST_CASE("a selector may be a list") {
  CHECK(NameBy("process_names:\n- comm: [x, MainThread]"));
  CHECK(NameBy("process_names:\n- comm:\n  - x\n  - MainThread"));
  CHECK(NameBy("process_names:\n- cmdline: [srv, shop]"));
  CHECK_FALSE(NameBy("process_names:\n- cmdline: [srv, cart]"));
}

TEST_CASE("several selectors must all match") {
  CHECK(NameBy("process_names:\n- {exe: node, user: 1000}"));
  CHECK_FALSE(NameBy("process_names:\n- {exe: node, user: root}"));
}

TEST_CASE("the name is read as a template") {
  CHECK(NameBy("process_names:\n- {exe: node, name: '{{.ExeBase}}:{{.PID}}'}") == "node:42");
  CHECK(NameBy("process_names:\n- {exe: node, name: '{{.Default}}-2'}") == "default-2");
  CHECK(NameBy("process_names:\n- {exe: node, name: ''}") == "default");
}

TEST_CASE("a name may come before the expression whose group it uses") {
  CHECK(NameBy("process_names:\n"
               "- name: '{{.Matches.app}}'\n"
               "  cmdline: ['node', '/srv/(?P<app>[^/]+)/']\n") == "shop");
}

TEST_CASE("the first rule that matches counts") {
  CHECK(NameBy("process_names:\n"
               "- {name: a, comm: x}\n"
               "- {name: b, exe: node}\n"
               "- {name: c, exe: node}\n") == "b");
}

TEST_CASE("a file that process-exporter reads is read") {
  CHECK(NameBy("process_names:\n"
               "  - comm:\n"
               "    - chromium-browse\n"
               "    - bash\n"
               "  - exe:\n"
               "    - /sbin/upstart\n"
               "    cmdline:\n"
               "    - --user\n"
               "    name: upstart:-user\n"
               "  - name: \"{{.Comm}}\"\n"
               "    cmdline:\n"
               "    - '.+'\n") == "MainThread");
}

TEST_CASE("process_names is a list of maps") {
  const std::string place = "heap.yml:1: process_names: ";
  CHECK(ErrorOf("process_names:").detail == place + "must be a list");
  CHECK(ErrorOf("process_names: node").detail == place + "must be a list");
  CHECK(ErrorOf("process_names: {comm: node}").detail == place + "must be a list");
  CHECK(ErrorOf("process_names: []").detail == place + "must not be an empty list");
  for (const char* rule : {"node", "~", "[comm]", ""}) {
    CAPTURE(rule);
    CHECK(RuleError(rule) == ": must be a map of keys and values");
  }
}

TEST_CASE("a rule has a selector") {
  const std::string error = ": has none of comm, exe, cmdline, user and runtime";
  CHECK(RuleError("{}") == error);
  CHECK(RuleError("{name: x}") == error);
}

TEST_CASE("an unknown key in a rule is refused with the known ones") {
  CHECK(RuleError("{comm: node, comms: node}") ==
        ".comms: unknown key (known: name, comm, exe, cmdline, user, runtime)");
  CHECK(RuleError("{<<: {comm: node}}").find(".<<: unknown key") == 0);
}

TEST_CASE("a key that is given twice in a rule is refused") {
  CHECK(RuleError("{comm: a, comm: b}") == ".comm: is given twice");
}

TEST_CASE("a selector is a text or a list of texts") {
  for (const std::string key : {"comm", "exe", "cmdline", "user", "runtime"}) {
    CAPTURE(key);
    const std::string path = "." + key;
    CHECK(RuleError("{" + key + ": {a: b}}") == path + ": must be a text or a list of texts");
    CHECK(RuleError("{" + key + ": }") == path + ": must be a text or a list of texts");
    CHECK(RuleError("{" + key + ": []}") == path + ": must not be an empty list");
    CHECK(RuleError("{" + key + ": [a, [b]]}") == path + "[1]: must be a text");
    CHECK(RuleError("{" + key + ": [a, {b: c}]}") == path + "[1]: must be a text");
    CHECK(RuleError("{" + key + ": [~]}") == path + "[0]: must be a text");
    CHECK(RuleError("{" + key + ": ''}") == path + ": must not be empty");
    CHECK(RuleError("{" + key + ": [a, '']}") == path + "[1]: must not be empty");
  }
}

TEST_CASE("a name is a text") {
  CHECK(RuleError("{comm: a, name: [x]}") == ".name: must be a text");
  CHECK(RuleError("{comm: a, name: }") == ".name: must be a text");
}

TEST_CASE("a bad template is refused with what is wrong in it") {
  CHECK(RuleError("{comm: a, name: '{{.Exe}}'}").find(".name: unknown field {{.Exe}}") == 0);
  CHECK(RuleError("{comm: a, name: '{{.Comm'}") == ".name: {{.Comm is not closed by }}");
}

TEST_CASE("a name uses no group that no expression of its rule has") {
  const std::string error = ".name: .Matches.x needs a group (?P<x>...) in cmdline";
  CHECK(RuleError("{name: '{{.Matches.x}}', comm: a}") == error);
  CHECK(RuleError("{name: '{{.Matches.x}}', cmdline: '(x)(?P<y>z)'}") == error);
  CHECK(RuleError("{name: '{{.Matches.x}}', cmdline: '(x)'}\n- {cmdline: '(?P<x>a)'}") == error);
}

TEST_CASE("a bad expression is refused with what is wrong in it") {
  CHECK(RuleError("{cmdline: '(foo'}").find(".cmdline: missing ") == 0);
  CHECK(RuleError("{cmdline: '(foo'}").ends_with("): (foo"));
  CHECK(RuleError("{cmdline: [ok, '*a']}").find(".cmdline[1]: ") == 0);
  CHECK(RuleError("{cmdline: '(?=a)'}").find(".cmdline: ") == 0);
  CHECK(RuleError("{cmdline: '\\1'}").find(".cmdline: ") == 0);
}

TEST_CASE("an error tells the line of the rule, key or item") {
  const std::string text =
      "# comment\n"
      "process_names:\n"
      "- comm: a\n"
      "-\n"
      "  name: x\n"
      "  cmdline:\n"
      "  - ok\n"
      "  - '('\n";
  CHECK(ErrorOf(text).detail.find("heap.yml:8: process_names[1].cmdline[1]: missing ") == 0);
  CHECK(ErrorOf("process_names:\n- comm: a\n\n- name: x\n")
            .detail.find("heap.yml:4: process_names[1]: has none of ") == 0);
  CHECK(ErrorOf("process_names:\n- name: x\n  comm:\n    a: b\n")
            .detail.find("heap.yml:3: process_names[0].comm: ") == 0);
}

TEST_CASE("an expression that needs too much memory is refused") {
  CHECK(RuleError("{cmdline: '((\\pL{100}){100}){100}'}").find(".cmdline: ") == 0);
}

TEST_CASE("there may be as many rules as the cap and no more") {
  const std::string text = "process_names:\n" + Repeated("- comm: a\n", kMaxRules);
  CHECK(ParseConfig(text, "heap.yml").has_value());
  const Error error = ErrorOf(text + "- comm: a\n");
  CHECK(error.reason == Reason::kLimitExceeded);
  CHECK(error.detail == "heap.yml:1: process_names: has more than 10000 rules");
}

TEST_CASE("aliases cannot make a small file hold many texts") {
  const std::string one = "process_names:\n- &rule {comm: [" + Repeated("a,", 999) + "a]}\n";
  CHECK(ParseConfig(one + Repeated("- *rule\n", 99), "heap.yml").has_value());
  const Error error = ErrorOf(one + Repeated("- *rule\n", 100));
  CHECK(error.reason == Reason::kLimitExceeded);
  CHECK(error.detail ==
        "heap.yml:2: process_names[100].comm: the rules hold more than 100000 texts");
}

TEST_CASE("many large expressions are refused together") {
  const std::string rule = "- &rule {cmdline: '\\pL{30}'}\n";
  CHECK(ParseConfig("process_names:\n" + rule, "heap.yml").has_value());
  const Error error = ErrorOf("process_names:\n" + rule + Repeated("- *rule\n", 2000));
  CHECK(error.reason == Reason::kLimitExceeded);
  CHECK(error.detail.ends_with(".cmdline: the expressions are too large together"));
}

TEST_CASE("an error that quotes the file at length is cut") {
  CHECK(RuleError("{cmdline: '(" + std::string(5000, 'x') + "'}").size() < 1000);
}

}  // namespace
}  // namespace heap_exporter
