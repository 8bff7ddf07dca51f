#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heap_exporter {

// What of a request matters to us. All texts come from the client and are hostile; together they
// are smaller than 16 KiB. They are views that are valid while the handler runs; an absent header
// is empty.
struct Request {
  std::string_view method = {};
  std::string_view path = {};   // as sent: neither decoded nor cleaned
  std::string_view query = {};  // what follows the '?'
  std::string_view accept = {};
  std::string_view accept_encoding = {};
  std::optional<std::chrono::duration<double>> scrape_timeout = {};  // Prometheus waits so long
};

using Header = std::pair<std::string, std::string>;

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  std::vector<Header> headers = {};  // beyond those that every response has
};

// Answers a request. Is called from several threads at a time. An exception becomes a response 500.
using Handler = std::function<Response(const Request&)>;

}  // namespace heap_exporter
