#include "support/http_client.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>

namespace heap_exporter {
namespace {

constexpr timeval kTimeout{.tv_sec = 10, .tv_usec = 0};

sockaddr_in Loopback(const std::string& address) {
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  const int port = std::atoi(address.substr(address.rfind(':') + 1).c_str());
  loopback.sin_port = htons(static_cast<std::uint16_t>(port));
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return loopback;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

HttpConnection::HttpConnection(const std::string& address)
    : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kTimeout, sizeof kTimeout);
  setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kTimeout, sizeof kTimeout);
  const sockaddr_in server = Loopback(address);
  if (connect(fd_.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    fd_ = UniqueFd();
  }
}

bool HttpConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string HttpConnection::ReceiveAll() {
  std::string received;
  std::array<char, 16384> buffer{};
  ssize_t size = 0;
  while ((size = recv(fd_.get(), buffer.data(), buffer.size(), 0)) > 0) {
    received.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return received;
}

HttpResponse ParseHttpResponse(std::string_view text) {
  HttpResponse response;
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos || text.substr(0, 9) != "HTTP/1.1 ") return response;
  response.status = std::atoi(std::string(text.substr(9, 3)).c_str());
  response.body = text.substr(end + 4);
  std::string_view head = text.substr(0, end);
  for (auto line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n")) {
    head.remove_prefix(line + 2);
    const std::string_view header = head.substr(0, head.find("\r\n"));
    const auto colon = header.find(": ");
    response.headers[LowerCase(std::string(header.substr(0, colon)))] = header.substr(colon + 2);
  }
  return response;
}

HttpResponse Fetch(const std::string& address, const std::string& path, const std::string& headers,
                   const std::string& method) {
  HttpConnection connection(address);
  connection.Send(method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n");
  return ParseHttpResponse(connection.ReceiveAll());
}

std::string Gunzip(const std::string& compressed) {
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) return {};
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  const bool done = inflate(&stream, Z_FINISH) == Z_STREAM_END;
  text.resize(done ? stream.total_out : 0);
  inflateEnd(&stream);
  return text;
}

}  // namespace heap_exporter
