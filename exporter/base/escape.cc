#include "base/escape.h"

#include <array>
#include <cstdio>
#include <optional>

#include "base/utf8.h"

namespace heap_exporter {
namespace {

constexpr char32_t kReplacementCharacter = 0xfffd;

bool IsUnsafe(char32_t value) {
  return value < 0x20 || (value >= 0x7f && value <= 0x9f) ||  // C0, DEL and C1 controls
         (value >= 0x2028 && value <= 0x202e) ||  // line separators, direction overrides
         (value >= 0x2066 && value <= 0x2069);    // direction isolates
}

std::string CodeUnit(char32_t value) {
  std::array<char, sizeof "\\uXXXX"> text{};
  std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(value) & 0xffffU);
  return text.data();
}

// Characters in `specials` get a backslash.
std::string Escape(std::string_view text, std::string_view specials) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const std::optional<Utf8Character> character = FirstUtf8Character(text);
    const std::size_t length = character ? character->length : 1;
    if (!character || IsUnsafe(character->code_point)) {
      escaped += CodeUnit(character ? character->code_point : kReplacementCharacter);
    } else {
      if (specials.find(text.front()) != std::string_view::npos) escaped += '\\';
      escaped += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return escaped;
}

}  // namespace

std::string OneLine(std::string_view text) { return Escape(text, ""); }

std::string Quoted(std::string_view text) { return '"' + Escape(text, "\"\\") + '"'; }

}  // namespace heap_exporter
