#include <string>
#include <string_view>

#include "base/utf8.h"
#include "support/catch.h"

namespace heap_exporter {
namespace {

using namespace std::string_literals;

// U+FFFD, `count` times.
std::string Replacements(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "\xef\xbf\xbd";
  return text;
}

TEST_CASE("sanitizing leaves well-formed UTF-8 as it is") {
  for (const std::string& text : {""s, "node"s, "caf\u00e9"s, "\u65e5\u672c"s, "\U0001f600"s,
                                  "\U0010ffff"s, "\ud7ff\ue000"s, "a\0b\n\x7f"s}) {
    CHECK(SanitizeUtf8(text) == text);
  }
}

TEST_CASE("sanitizing replaces each byte of an overlong form") {
  CHECK(SanitizeUtf8("\xc0\xaf") == Replacements(2));
  CHECK(SanitizeUtf8("\xe0\x80\xaf") == Replacements(3));
  CHECK(SanitizeUtf8("\xf0\x80\x80\xaf") == Replacements(4));
}

TEST_CASE("sanitizing replaces each byte of a surrogate") {
  CHECK(SanitizeUtf8("\xed\xa0\x80") == Replacements(3));
  CHECK(SanitizeUtf8("\xed\xbf\xbf") == Replacements(3));
}

TEST_CASE("sanitizing replaces each byte of what lies above U+10FFFF") {
  CHECK(SanitizeUtf8("\xf4\x90\x80\x80") == Replacements(4));
  CHECK(SanitizeUtf8("\xf8\x88\x80\x80\x80") == Replacements(5));
  CHECK(SanitizeUtf8("\xff\xfe") == Replacements(2));
}

TEST_CASE("sanitizing replaces the bytes of a truncated character and keeps what follows") {
  CHECK(SanitizeUtf8("\xe6\x97") == Replacements(2));
  CHECK(SanitizeUtf8("a\xe6\x97z") == "a" + Replacements(2) + "z");
  CHECK(SanitizeUtf8("\xf0\x9f\x98\u00e9") == Replacements(3) + "\u00e9");
}

TEST_CASE("sanitizing replaces continuation bytes that continue nothing") {
  CHECK(SanitizeUtf8("a\x80\xbf"
                     "b") == "a" + Replacements(2) + "b");
}

}  // namespace
}  // namespace heap_exporter
