#include "options/flag_values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace heap_exporter {
namespace {

constexpr std::array<std::string_view, 3> kTakenPaths{"/", "/-/healthy", "/-/ready"};
constexpr std::array<std::string_view, 1> kKnownReaders{"memory"};

tl::unexpected<Error> Bad(std::string detail) {
  return Fail(Reason::kMalformed, std::move(detail));
}

template <class List>
bool Contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Digits only: no sign, no blank, no other base.
std::optional<std::uint32_t> ParseNumber(std::string_view text) {
  std::uint32_t value = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

bool IsPort(std::string_view text) {
  const std::optional<std::uint32_t> port = ParseNumber(text);
  return port && *port <= std::numeric_limits<std::uint16_t>::max();
}

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsHost(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) {
    in6_addr address{};
    return inet_pton(AF_INET6, std::string(text.substr(1, text.size() - 2)).c_str(), &address) == 1;
  }
  // The empty host is every address of the machine.
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLetterOrDigit(c) || c == '-' || c == '.' || c == '_'; });
}

// The web server gives '*', '$' and '|' in a path a meaning of its own, and a query is no path.
bool IsPathCharacter(char c) {
  return IsLetterOrDigit(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
}

std::vector<std::string_view> SplitAtCommas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t comma = text.find(','); comma != std::string_view::npos;
       comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

tl::unexpected<Error> BadReader(const std::string& what) {
  std::string known;
  for (const std::string_view reader : kKnownReaders) {
    known.append(known.empty() ? "" : ", ").append(reader);
  }
  return Bad(what + " (known: " + known + ")");
}

}  // namespace

Result<std::string> ParseListenAddress(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !IsHost(text.substr(0, colon)) ||
      !IsPort(text.substr(colon + 1))) {
    return Bad("must be HOST:PORT, [IPV6]:PORT or :PORT, not '" + std::string(text) + "'");
  }
  return std::string(text);
}

Result<std::string> ParseTelemetryPath(std::string_view text) {
  if (!text.starts_with('/')) return Bad("must begin with '/', not '" + std::string(text) + "'");
  if (Contains(kTakenPaths, text)) return Bad("another page is at " + std::string(text));
  if (!std::all_of(text.begin(), text.end(), IsPathCharacter)) {
    return Bad("may hold letters, digits and /-._~ only, not '" + std::string(text) + "'");
  }
  return std::string(text);
}

Result<std::uint32_t> ParseMaxRequests(std::string_view text) {
  const std::optional<std::uint32_t> number = ParseNumber(text);
  if (!number) {
    return Bad("must be a number from 0 to 4294967295, not '" + std::string(text) + "'");
  }
  return *number;
}

Result<std::string> ParseFilePath(std::string_view text) {
  if (text.empty()) return Bad("must not be empty");
  return std::string(text);
}

Result<std::vector<std::string>> ParseReaders(std::string_view text) {
  std::vector<std::string> readers;
  for (const std::string_view name : SplitAtCommas(text)) {
    if (name.empty()) return BadReader("a name is missing");
    if (!Contains(kKnownReaders, name)) {
      return BadReader("unknown reader '" + std::string(name) + "'");
    }
    if (Contains(readers, name)) return BadReader("'" + std::string(name) + "' is given twice");
    readers.emplace_back(name);
  }
  return readers;
}

Result<LogLevel> ParseLogLevel(std::string_view text) {
  if (text == "debug") return LogLevel::kDebug;
  if (text == "info") return LogLevel::kInfo;
  if (text == "warn") return LogLevel::kWarn;
  if (text == "error") return LogLevel::kError;
  return Bad("must be debug, info, warn or error, not '" + std::string(text) + "'");
}

Result<LogFormat> ParseLogFormat(std::string_view text) {
  if (text == "logfmt") return LogFormat::kLogfmt;
  if (text == "json") return LogFormat::kJson;
  return Bad("must be logfmt or json, not '" + std::string(text) + "'");
}

}  // namespace heap_exporter
