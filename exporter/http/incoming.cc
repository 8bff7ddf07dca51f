#include "http/incoming.h"

#include <civetweb.h>

#include <charconv>
#include <cmath>

namespace heap_exporter {
namespace {

std::string_view OrEmpty(const char* text) { return text == nullptr ? std::string_view() : text; }

}  // namespace

Request IncomingRequest(const mg_connection& connection) {
  const mg_request_info& info = *mg_get_request_info(&connection);
  const auto header = [&](const char* name) { return OrEmpty(mg_get_header(&connection, name)); };
  return {.method = OrEmpty(info.request_method),
          .path = OrEmpty(info.local_uri_raw),
          .query = OrEmpty(info.query_string),
          .accept = header("Accept"),
          .accept_encoding = header("Accept-Encoding"),
          .scrape_timeout = ParseScrapeTimeout(header("X-Prometheus-Scrape-Timeout-Seconds"))};
}

std::optional<std::chrono::duration<double>> ParseScrapeTimeout(std::string_view text) {
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(seconds);
  if (!is_number || seconds <= 0) return std::nullopt;
  return std::chrono::duration<double>(seconds);
}

}  // namespace heap_exporter
