#include "http/reply.h"

#include <civetweb.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <string_view>

namespace heap_exporter {
namespace {

using Clock = std::chrono::steady_clock;

// CivetWeb bounds the time of each of its own writes, but starts anew whenever a few bytes went
// out. Small pieces bound what a client can gain by reading slowly.
constexpr std::size_t kPieceBytes = 16384;

std::string HttpDate(std::chrono::system_clock::time_point moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, sizeof "Sun, 06 Nov 1994 08:49:37 GMT"> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

void AddHeader(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool Send(mg_connection& connection, std::string_view text, Clock::time_point deadline) {
  while (!text.empty() && Clock::now() < deadline) {
    const std::string_view piece = text.substr(0, kPieceBytes);
    const int sent = mg_write(&connection, piece.data(), piece.size());
    if (sent < 0 || static_cast<std::size_t>(sent) != piece.size()) return false;
    text.remove_prefix(piece.size());
  }
  return text.empty();
}

}  // namespace

std::string ResponseHead(const Response& response, std::chrono::system_clock::time_point date) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     mg_get_response_code_text(nullptr, response.status) + "\r\n";
  AddHeader(head, "Date", HttpDate(date));
  AddHeader(head, "Content-Type", response.content_type);
  AddHeader(head, "Content-Length", std::to_string(response.body.size()));
  AddHeader(head, "X-Content-Type-Options", "nosniff");
  AddHeader(head, "Connection", "close");
  for (const auto& [name, value] : response.headers) AddHeader(head, name, value);
  return head += "\r\n";
}

void Reply(mg_connection& connection, const Response& response, bool is_head,
           std::chrono::milliseconds timeout) {
  const Clock::time_point deadline = Clock::now() + timeout;
  const std::string head = ResponseHead(response, std::chrono::system_clock::now());
  if (Send(connection, head, deadline) && !is_head) Send(connection, response.body, deadline);
}

}  // namespace heap_exporter
