#include "base/escape.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("ordinary text stays as it is") {
  CHECK(OneLine("caf\xc3\xa9 \"x\" \\d+") == "caf\xc3\xa9 \"x\" \\d+");
  CHECK(OneLine("").empty());
}

TEST_CASE("control characters are escaped") {
  CHECK(OneLine("a\nb\r\tc") == "a\\u000ab\\u000d\\u0009c");
  CHECK(OneLine("\x1b[31m\x7f") == "\\u001b[31m\\u007f");
  CHECK(OneLine(std::string_view("\0", 1)) == "\\u0000");
  CHECK(OneLine("\xc2\x9b") == "\\u009b");  // what starts a terminal's escape sequence in one byte
}

TEST_CASE("characters that break or turn a line are escaped") {
  CHECK(OneLine("\xe2\x80\xa8") == "\\u2028");
  CHECK(OneLine("\xe2\x80\xae") == "\\u202e");
  CHECK(OneLine("\xe2\x81\xa6") == "\\u2066");
}

TEST_CASE("each byte that is no UTF-8 becomes a replacement character") {
  CHECK(OneLine("a\xff\xfe"
                "b") == "a\\ufffd\\ufffdb");
  CHECK(OneLine("\xe2\x82") == "\\ufffd\\ufffd");
}

TEST_CASE("a quoted text escapes quotes and backslashes") {
  CHECK(Quoted("say \"hi\" \\o/") == R"("say \"hi\" \\o/")");
  CHECK(Quoted("") == "\"\"");
  CHECK(Quoted("\"\n") == R"("\"\u000a")");
}

}  // namespace
}  // namespace heap_exporter
