#include "base/utf8.h"

namespace heap_exporter {
namespace {

struct LeadByte {
  std::size_t length;
  char32_t bits;      // what the lead byte itself contributes
  char32_t smallest;  // the smallest code point that needs this length
};

std::optional<LeadByte> ParseLeadByte(unsigned char byte) {
  if (byte < 0x80) return LeadByte{1, byte, 0};
  if (byte >= 0xc0 && byte < 0xe0) return LeadByte{2, byte & 0x1fU, 0x80};
  if (byte >= 0xe0 && byte < 0xf0) return LeadByte{3, byte & 0x0fU, 0x800};
  if (byte >= 0xf0 && byte < 0xf8) return LeadByte{4, byte & 0x07U, 0x10000};
  return std::nullopt;
}

bool IsContinuation(char character) {
  return (static_cast<unsigned char>(character) & 0xc0U) == 0x80;
}

bool IsCodePoint(char32_t value) { return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff); }

}  // namespace

std::optional<Utf8Character> FirstUtf8Character(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<LeadByte> lead = ParseLeadByte(static_cast<unsigned char>(text.front()));
  if (!lead || text.size() < lead->length) return std::nullopt;
  char32_t value = lead->bits;
  for (const char next : text.substr(1, lead->length - 1)) {
    if (!IsContinuation(next)) return std::nullopt;
    value = value << 6U | (static_cast<unsigned char>(next) & 0x3fU);
  }
  if (value < lead->smallest || !IsCodePoint(value)) return std::nullopt;
  return Utf8Character{value, lead->length};
}

std::string_view CutUtf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  // A character has at most three continuation bytes; a longer run is no UTF-8 and not worth
  // sparing.
  for (std::size_t back = 0; back <= 3 && back <= max_bytes; ++back) {
    if (!IsContinuation(text[max_bytes - back])) return text.substr(0, max_bytes - back);
  }
  return text.substr(0, max_bytes);
}

std::string SanitizeUtf8(std::string_view text) {
  constexpr std::string_view kReplacementCharacter = "\xef\xbf\xbd";
  std::string sanitized;
  sanitized.reserve(text.size());
  while (!text.empty()) {
    const std::optional<Utf8Character> character = FirstUtf8Character(text);
    const std::size_t length = character ? character->length : 1;
    sanitized += character ? text.substr(0, length) : kReplacementCharacter;
    text.remove_prefix(length);
  }
  return sanitized;
}

}  // namespace heap_exporter
