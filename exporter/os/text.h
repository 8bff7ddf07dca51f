#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace heap_exporter {

// Small tools for parsing the kernel's text files. None of them allocates.

// Cuts the text up to `separator` off the front of `rest` and returns it; the separator is dropped.
// Without a separator the whole rest is returned.
inline std::string_view CutFront(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view front = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return front;
}

// The number that is the whole of `text`; nothing where it is not one or does not fit.
template <std::integral T>
std::optional<T> ParseNumber(std::string_view text, int base = 10) {
  T value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace heap_exporter
