#include "http/reply.h"

#include <chrono>

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("the head of a response says what comes and that nothing follows") {
  const Response response{
      .status = 405, .content_type = "text/plain", .body = "12345", .headers = {{"Allow", "GET"}}};
  const std::chrono::sys_seconds date{std::chrono::seconds(784111777)};
  CHECK(ResponseHead(response, date) ==
        "HTTP/1.1 405 Method Not Allowed\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Content-Type: text/plain\r\n"
        "Content-Length: 5\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Connection: close\r\n"
        "Allow: GET\r\n"
        "\r\n");
}

}  // namespace
}  // namespace heap_exporter
