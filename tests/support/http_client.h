#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace heap_exporter {

// One connection to a server on this machine. Nothing blocks for longer than ten seconds.
class HttpConnection {
 public:
  // `address` is "127.0.0.1:14327".
  explicit HttpConnection(const std::string& address);

  // False where the server has closed the connection.
  bool Send(std::string_view bytes);

  // Everything up to the end of the connection, or up to ten seconds without a byte.
  std::string ReceiveAll();

 private:
  UniqueFd fd_;
};

struct HttpResponse {
  int status = 0;                              // 0 where there was no response
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

HttpResponse ParseHttpResponse(std::string_view text);

// One request in a connection of its own. `headers` are whole lines: "Accept: text/plain\r\n".
HttpResponse Fetch(const std::string& address, const std::string& path,
                   const std::string& headers = "", const std::string& method = "GET");

// What a gzip file holds; empty where it is none.
std::string Gunzip(const std::string& compressed);

}  // namespace heap_exporter
