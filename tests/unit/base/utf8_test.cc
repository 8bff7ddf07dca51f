#include "base/utf8.h"

#include <string>

#include "support/catch.h"

namespace heap_exporter {
namespace {

void CheckFirst(std::string_view text, char32_t code_point, std::size_t length) {
  const std::optional<Utf8Character> character = FirstUtf8Character(text);
  REQUIRE(character.has_value());
  CHECK(character->code_point == code_point);
  CHECK(character->length == length);
}

TEST_CASE("characters of one to four bytes are decoded") {
  CheckFirst("ab", 'a', 1);
  CheckFirst("\xc3\xa9!", 0xe9, 2);
  CheckFirst("\xe2\x82\xac!", 0x20ac, 3);
  CheckFirst("\xf0\x9f\x98\x80!", 0x1f600, 4);
  CheckFirst(std::string_view("\0", 1), 0, 1);
}

TEST_CASE("the smallest and the largest character of each length are accepted") {
  CheckFirst("\xc2\x80", 0x80, 2);
  CheckFirst("\xdf\xbf", 0x7ff, 2);
  CheckFirst("\xe0\xa0\x80", 0x800, 3);
  CheckFirst("\xef\xbf\xbf", 0xffff, 3);
  CheckFirst("\xf0\x90\x80\x80", 0x10000, 4);
  CheckFirst("\xf4\x8f\xbf\xbf", 0x10ffff, 4);
}

TEST_CASE("what is not well-formed UTF-8 is no character") {
  CHECK_FALSE(FirstUtf8Character(""));
  CHECK_FALSE(FirstUtf8Character("\x80"));              // continuation without a lead
  CHECK_FALSE(FirstUtf8Character("\xc3"));              // ends too early
  CHECK_FALSE(FirstUtf8Character("\xe2\x82"));          // ends too early
  CHECK_FALSE(FirstUtf8Character("\xc3z"));             // no continuation follows
  CHECK_FALSE(FirstUtf8Character("\xc0\xaf"));          // overlong '/'
  CHECK_FALSE(FirstUtf8Character("\xe0\x80\xaf"));      // overlong '/'
  CHECK_FALSE(FirstUtf8Character("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(FirstUtf8Character("\xf4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(FirstUtf8Character("\xff"));
}

TEST_CASE("a text that fits is not cut") {
  CHECK(CutUtf8("abc", 3) == "abc");
  CHECK(CutUtf8("", 0).empty());
}

TEST_CASE("a text is cut between characters") {
  CHECK(CutUtf8("abc", 2) == "ab");
  CHECK(CutUtf8("a\xc3\xa9", 2) == "a");
  CHECK(CutUtf8("a\xf0\x9f\x98\x80", 4) == "a");
  CHECK(CutUtf8("\xe2\x82\xac", 2).empty());
  CHECK(CutUtf8("abc", 0).empty());
}

TEST_CASE("bytes that are no UTF-8 are cut all the same") {
  CHECK(CutUtf8(std::string(10, '\x80'), 7).size() == 7);
}

}  // namespace
}  // namespace heap_exporter
