#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heap_exporter {

struct Utf8Character {
  char32_t code_point = 0;
  std::size_t length = 0;  // bytes, 1 to 4
};

// The character that `text` starts with. Nothing where `text` is empty or does not start with
// well-formed UTF-8 (overlong forms, surrogates and values above U+10FFFF are not).
[[nodiscard]] std::optional<Utf8Character> FirstUtf8Character(std::string_view text);

// The start of `text`, at most `max_bytes` long, that does not end inside a character. A view into
// `text`. Bytes that are no UTF-8 are cut anywhere.
[[nodiscard]] std::string_view CutUtf8(std::string_view text, std::size_t max_bytes);

// `text` as well-formed UTF-8: each byte that is not part of a character becomes U+FFFD.
[[nodiscard]] std::string SanitizeUtf8(std::string_view text);

}  // namespace heap_exporter
