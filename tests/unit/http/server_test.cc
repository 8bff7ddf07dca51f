#include "http/server.h"

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/http_client.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kLong(10000, 'x');

Router TestRouter() {
  return Router(
      {{"/short", [](const Request&) { return Response{.body = "hello\n"}; }},
       {"/long", [](const Request&) { return Response{.body = kLong}; }},
       {"/huge", [](const Request&) { return Response{.body = std::string(1 << 26, 'x')}; }},
       {"/timeout", [](const Request& request) {
          const auto timeout = request.scrape_timeout;
          return Response{.body = timeout ? std::to_string(timeout->count()) : "none"};
        }}});
}

ServerOptions LoopbackOptions() { return {.listen_addresses = {"127.0.0.1:0"}, .workers = 8}; }

std::unique_ptr<Server> StartServer(const ServerOptions& options = LoopbackOptions(),
                                    Router router = TestRouter()) {
  Result<std::unique_ptr<Server>> server = Server::Start(options, std::move(router));
  if (!server) FAIL(server.error().detail);
  return std::move(*server);
}

std::string AddressOf(const Server& server) { return server.Addresses().at(0); }

TEST_CASE("a request is answered with the headers that every response has") {
  const auto server = StartServer();
  const HttpResponse response = Fetch(AddressOf(*server), "/short");
  CHECK(response.status == 200);
  CHECK(response.body == "hello\n");
  CHECK(response.headers.at("content-length") == "6");
  CHECK(response.headers.at("content-type") == "text/plain; charset=utf-8");
  CHECK(response.headers.at("x-content-type-options") == "nosniff");
  CHECK(response.headers.at("connection") == "close");
}

TEST_CASE("HEAD is answered with the head alone") {
  const auto server = StartServer();
  const HttpResponse response = Fetch(AddressOf(*server), "/short", "", "HEAD");
  CHECK(response.status == 200);
  CHECK(response.headers.at("content-length") == "6");
  CHECK(response.body.empty());
}

TEST_CASE("the query is no part of the path") {
  const auto server = StartServer();
  CHECK(Fetch(AddressOf(*server), "/short?name[]=x&y=/z").status == 200);
}

TEST_CASE("a request that names the server is for that server") {
  const auto server = StartServer();
  CHECK(Fetch(AddressOf(*server), "http://" + AddressOf(*server) + "/short").status == 200);
}

TEST_CASE("the scrape timeout of Prometheus reaches the handler") {
  const auto server = StartServer();
  CHECK(Fetch(AddressOf(*server), "/timeout").body == "none");
  CHECK(
      Fetch(AddressOf(*server), "/timeout", "X-Prometheus-Scrape-Timeout-Seconds: 2.5\r\n").body ==
      "2.500000");
}

TEST_CASE("a long body travels compressed to who wants it so") {
  const auto server = StartServer();
  const HttpResponse compressed = Fetch(AddressOf(*server), "/long", "Accept-Encoding: gzip\r\n");
  CHECK(compressed.headers.at("content-encoding") == "gzip");
  CHECK(compressed.headers.at("content-length") == std::to_string(compressed.body.size()));
  CHECK(Gunzip(compressed.body) == kLong);
  CHECK(Fetch(AddressOf(*server), "/long").body == kLong);
}

TEST_CASE("what is unknown is not found, also where a file of that name exists") {
  const auto server = StartServer();
  for (const char* path :
       {"/", "/nothing", "/etc/passwd", "/../../etc/passwd", "/../../../../..",
        "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/short/../short",
        "/short%00", "/short/", "/index.html", "/cgi-bin/x.cgi"}) {
    CAPTURE(path);
    CHECK(Fetch(AddressOf(*server), path).status == 404);
  }
}

TEST_CASE("another method is refused, and its body is not waited for") {
  const auto server = StartServer();
  const HttpResponse response =
      Fetch(AddressOf(*server), "/short", "Content-Length: 1000000\r\n", "POST");
  CHECK(response.status == 405);
  CHECK(response.headers.at("allow") == "GET, HEAD");
  CHECK(Fetch(AddressOf(*server), "/short", "Transfer-Encoding: chunked\r\n", "PUT").status == 405);
}

TEST_CASE("an upgrade to a WebSocket is not offered") {
  const auto server = StartServer();
  const std::string headers =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  CHECK(Fetch(AddressOf(*server), "/short", headers).status == 200);
}

TEST_CASE("what is no request is refused, and the next one is answered") {
  const auto server = StartServer();
  using namespace std::string_literals;
  const std::vector<std::string> requests{
      "hello\r\n\r\n",
      "\r\n\r\n",
      "GET /short\r\n\r\n",
      "GET short HTTP/1.1\r\n\r\n",
      "GET /short HTTP/9.9\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET /sh\0ort HTTP/1.1\r\n\r\n"s,
      "GET /short HTTP/1.1\r\nHost: a\0b\r\n\r\n"s,
      "GET /short HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "GET /short HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n",
      "GET /short HTTP/1.1\r\nX: " + std::string(20480, 'x') + "\r\n\r\n",
      std::string(20480, '\xff')};
  for (const std::string& request : requests) {
    CAPTURE(request.substr(0, 40));
    HttpConnection connection(AddressOf(*server));
    connection.Send(request);
    const HttpResponse response = ParseHttpResponse(connection.ReceiveAll());
    CHECK(response.status >= 400);
    CHECK(response.headers.count("content-length") == 1);
    CHECK(Fetch(AddressOf(*server), "/short").status == 200);
  }
}

TEST_CASE("who is slow to send a request does not keep others waiting") {
  ServerOptions options = LoopbackOptions();
  options.workers = 4;
  const auto server = StartServer(options);
  std::vector<HttpConnection> slow;
  for (int i = 0; i < 3; ++i) {
    slow.emplace_back(AddressOf(*server));
    REQUIRE(slow.back().Send("GET /sh"));
  }
  for (int i = 0; i < 20; ++i) CHECK(Fetch(AddressOf(*server), "/short").status == 200);
  for (HttpConnection& connection : slow) {  // they were still being served all the time
    REQUIRE(connection.Send("ort HTTP/1.1\r\n\r\n"));
    CHECK(ParseHttpResponse(connection.ReceiveAll()).status == 200);
  }
}

ServerOptions ImpatientOptions() {
  ServerOptions options = LoopbackOptions();
  options.workers = 1;
  options.request_timeout = milliseconds(100);
  return options;
}

TEST_CASE("who is too slow to send a request is given up") {
  const auto server = StartServer(ImpatientOptions());
  HttpConnection sends_half(AddressOf(*server));
  REQUIRE(sends_half.Send("GET /sh"));
  CHECK(Fetch(AddressOf(*server), "/short").status == 200);
}

TEST_CASE("who does not read the response is given up") {
  const auto server = StartServer(ImpatientOptions());
  HttpConnection reads_nothing(AddressOf(*server));
  REQUIRE(reads_nothing.Send("GET /huge HTTP/1.1\r\n\r\n"));
  CHECK(Fetch(AddressOf(*server), "/short").status == 200);
}

TEST_CASE("several addresses are served at a time") {
  ServerOptions options = LoopbackOptions();
  options.listen_addresses = {"127.0.0.1:0", "localhost:0", ":0"};
  const auto server = StartServer(options);
  REQUIRE(server->Addresses().size() == 3);
  for (const std::string& address : server->Addresses()) {
    CAPTURE(address);
    CHECK(Fetch(address, "/short").status == 200);
  }
}

TEST_CASE("a port that is taken is named in one line") {
  const auto server = StartServer();
  ServerOptions options = LoopbackOptions();
  options.listen_addresses = {"127.0.0.1:0", AddressOf(*server)};
  const auto second = Server::Start(options, TestRouter());
  REQUIRE_FALSE(second);
  CHECK(second.error().detail ==
        "cannot listen on " + AddressOf(*server) + ": Address already in use");
}

TEST_CASE("an address that is not of this machine is named in one line") {
  ServerOptions options = LoopbackOptions();
  options.listen_addresses = {"192.0.2.1:14327"};
  const auto server = Server::Start(options, TestRouter());
  REQUIRE_FALSE(server);
  CHECK(server.error().detail ==
        "cannot listen on 192.0.2.1:14327: Cannot assign requested address");
}

TEST_CASE("an address that is none is refused before anything listens") {
  ServerOptions options = LoopbackOptions();
  options.listen_addresses = {"127.0.0.1:0", "14327"};
  const auto server = Server::Start(options, TestRouter());
  REQUIRE_FALSE(server);
  CHECK(server.error().reason == Reason::kMalformed);
}

TEST_CASE("a drained server has answered what was in flight and refuses the rest") {
  std::promise<void> arrived;
  std::promise<void> go_on;
  const auto server =
      StartServer(LoopbackOptions(), Router({{"/slow", [&](const Request&) {
                                                arrived.set_value();
                                                go_on.get_future().wait_for(seconds(10));
                                                return Response{.body = "at last"};
                                              }}}));
  auto in_flight =
      std::async(std::launch::async, [&] { return Fetch(AddressOf(*server), "/slow"); });
  REQUIRE(arrived.get_future().wait_for(seconds(10)) == std::future_status::ready);
  CHECK_FALSE(server->Drain(milliseconds(0)));
  CHECK(Fetch(AddressOf(*server), "/slow").status == 503);
  go_on.set_value();
  CHECK(server->Drain(seconds(10)));
  CHECK(in_flight.get().body == "at last");
}

TEST_CASE("a server stops at once, whatever it listens on") {
  for (const char* address : {"127.0.0.1:0", ":0"}) {
    ServerOptions options = LoopbackOptions();
    options.listen_addresses = {address};
    auto server = StartServer(options);
    CHECK(Fetch(AddressOf(*server), "/short").status == 200);
    const auto begin = std::chrono::steady_clock::now();
    server.reset();
    CHECK(std::chrono::steady_clock::now() - begin < seconds(1));
  }
}

}  // namespace
}  // namespace heap_exporter
