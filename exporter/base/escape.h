#pragma once

#include <string>
#include <string_view>

namespace heap_exporter {

// Both functions take any bytes and write what could forge a line or garble a terminal - control
// characters, line separators, marks that turn the direction of writing, bytes that are no UTF-8 -
// as \uXXXX, the last as \ufffd. The result is printable UTF-8 in one line.

// For people: quotes and backslashes stay as they are.
[[nodiscard]] std::string OneLine(std::string_view text);

// For programs: in double quotes, a string literal of JSON and of logfmt alike.
[[nodiscard]] std::string Quoted(std::string_view text);

}  // namespace heap_exporter
