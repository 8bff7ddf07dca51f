#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "http/message.h"

struct mg_connection;

namespace heap_exporter {

// The request that came in on a connection; valid as long as the connection is.
[[nodiscard]] Request IncomingRequest(const mg_connection& connection);

// The value of Prometheus' header X-Prometheus-Scrape-Timeout-Seconds: a decimal number above 0.
// Nothing where it is anything else.
[[nodiscard]] std::optional<std::chrono::duration<double>> ParseScrapeTimeout(
    std::string_view text);

}  // namespace heap_exporter
