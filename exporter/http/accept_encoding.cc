#include "http/accept_encoding.h"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace heap_exporter {
namespace {

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts `text` at the first `separator` and returns what was before it.
std::string_view TakeUntil(std::string_view& text, char separator) {
  const std::string_view taken = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), taken.size() + 1));
  return Trim(taken);
}

bool IsSame(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// "q=0.5" is 0.5, nothing at all is 1, anything else 0.
double Weight(std::string_view parameter) {
  if (parameter.empty()) return 1;
  if (!IsSame(TakeUntil(parameter, '='), "q")) return 0;
  double weight = 0;
  const char* const end = parameter.data() + parameter.size();
  const auto parsed = std::from_chars(parameter.data(), end, weight, std::chars_format::fixed);
  const bool is_weight =
      parsed.ec == std::errc() && parsed.ptr == end && weight >= 0 && weight <= 1;
  return is_weight ? weight : 0;
}

// The weight that the list gives to `coding`; nothing where the list does not name it.
std::optional<double> WeightOf(std::string_view coding, std::string_view list) {
  while (!list.empty()) {
    std::string_view entry = TakeUntil(list, ',');
    if (IsSame(TakeUntil(entry, ';'), coding)) return Weight(Trim(entry));
  }
  return std::nullopt;
}

}  // namespace

bool AcceptsGzip(std::string_view accept_encoding) {
  const std::optional<double> any = WeightOf("*", accept_encoding);
  const double gzip = WeightOf("gzip", accept_encoding).value_or(any.value_or(0));
  const double identity = WeightOf("identity", accept_encoding).value_or(0);
  return gzip > 0 && gzip >= identity;
}

}  // namespace heap_exporter
