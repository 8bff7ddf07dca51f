#include "http/html.h"

#include <string>

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("markup in a text stays text") {
  CHECK(EscapeHtml("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#39;");
}

TEST_CASE("bytes that are no text cannot garble the page") {
  CHECK(EscapeHtml(std::string("a\0b", 3)) == "a\\u0000b");
  CHECK(EscapeHtml("\xff") == "\\ufffd");
  CHECK(EscapeHtml("\u202egnp.exe") == "\\u202egnp.exe");
}

TEST_CASE("other writing is kept") { CHECK(EscapeHtml("caf\u00e9 \u65e5") == "caf\u00e9 \u65e5"); }

}  // namespace
}  // namespace heap_exporter
