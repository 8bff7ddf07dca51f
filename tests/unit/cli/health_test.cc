#include "cli/health.h"

#include <memory>
#include <utility>

#include "http/server.h"
#include "support/catch.h"
#include "support/scripted_server.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;
using Times = ScriptedServer::Times;

constexpr milliseconds kTimeout{10000};
constexpr milliseconds kShortTimeout{50};  // for servers that never come to an end

std::unique_ptr<Server> ServerThatAnswers(int status, const std::string& address = "127.0.0.1:0") {
  Router router({{"/-/healthy", [status](const Request&) { return Response{.status = status}; }}});
  auto server = Server::Start({.listen_addresses = {address}, .workers = 2}, std::move(router));
  if (!server) FAIL(server.error().detail);
  return std::move(*server);
}

std::string PortOf(const Server& server) {
  const std::string address = server.Addresses().at(0);
  return address.substr(address.rfind(':'));
}

void CheckNoAnswer(const std::string& address, milliseconds timeout) {
  const Result<void> health = CheckHealth(address, timeout);
  REQUIRE_FALSE(health.has_value());
  CHECK(health.error().reason == Reason::kSystemError);
  CHECK(health.error().detail.starts_with("no answer from " + address + ": "));
  CHECK(health.error().detail.find('\n') == std::string::npos);
}

TEST_CASE("an exporter that answers is healthy") {
  const auto server = ServerThatAnswers(200);
  CHECK(CheckHealth(server->Addresses().at(0), kTimeout).has_value());
}

TEST_CASE("an exporter that listens on all addresses is asked over loopback") {
  const auto server = ServerThatAnswers(200, ":0");
  CHECK(CheckHealth(PortOf(*server), kTimeout).has_value());
  CHECK(CheckHealth("0.0.0.0" + PortOf(*server), kTimeout).has_value());
}

TEST_CASE("an exporter that is stopping is not healthy") {
  const auto server = ServerThatAnswers(503);
  const std::string address = server->Addresses().at(0);
  const Result<void> health = CheckHealth(address, kTimeout);
  REQUIRE_FALSE(health.has_value());
  CHECK(health.error().detail == "/-/healthy of " + address + " answered 503");
}

TEST_CASE("where nobody listens nobody is healthy") {
  const std::string address = ScriptedServer("", Times::kOnce).Address();
  CheckNoAnswer(address, kTimeout);
}

TEST_CASE("a server that says nothing is given up") {
  const ScriptedServer server("", Times::kEndlessly, milliseconds(1));
  CheckNoAnswer(server.Address(), kShortTimeout);
}

TEST_CASE("a server that hangs up is no healthy exporter") {
  const ScriptedServer server("", Times::kOnce);
  CheckNoAnswer(server.Address(), kTimeout);
}

TEST_CASE("a server that answers byte by byte without end is given up") {
  const ScriptedServer server("H", Times::kEndlessly, milliseconds(1));
  CheckNoAnswer(server.Address(), kShortTimeout);
}

TEST_CASE("a server whose headers never end is given up") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nA: b\r\n", Times::kEndlessly);
  CheckNoAnswer(server.Address(), kTimeout);
}

TEST_CASE("a body without end does not matter") {
  const ScriptedServer server("HTTP/1.0 200 OK\r\n\r\nAnd on it goes", Times::kEndlessly);
  CHECK(CheckHealth(server.Address(), kTimeout).has_value());
}

TEST_CASE("what is not HTTP is not healthy") {
  for (const char* const answer :
       {"\r\n\r\n", "220 mail ready\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 -200 OK\r\n\r\n",
        "HTTP/1.1 4294967496 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "\x15\x03\x01\x00\x02\x02\x50",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK"}) {
    CAPTURE(answer);
    const ScriptedServer server(answer, Times::kOnce);
    CheckNoAnswer(server.Address(), kTimeout);
  }
}

TEST_CASE("a host that does not exist is an error") {
  CHECK_FALSE(CheckHealth("host.invalid:1", kTimeout).has_value());
}

}  // namespace
}  // namespace heap_exporter
