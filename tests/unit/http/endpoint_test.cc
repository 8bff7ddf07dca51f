#include "http/endpoint.h"

#include <string>

#include "support/catch.h"

namespace heap_exporter {
namespace {

std::string TextOf(const char* address, bool ipv6) {
  const Result<Endpoint> endpoint = ResolveEndpoint(address, ipv6);
  return endpoint ? EndpointText(*endpoint) : endpoint.error().detail;
}

TEST_CASE("number addresses stand for themselves") {
  CHECK(TextOf("127.0.0.1:14327", false) == "127.0.0.1:14327");
  CHECK(TextOf("127.0.0.1:0", true) == "127.0.0.1:0");
  CHECK(TextOf("[::1]:80", true) == "[::1]:80");
}

TEST_CASE("a port alone stands for all addresses") {
  CHECK(TextOf(":14327", false) == "0.0.0.0:14327");
  CHECK(TextOf(":14327", true) == "[::]:14327");
  CHECK(ResolveEndpoint(":14327", true)->dual_stack);
  CHECK_FALSE(ResolveEndpoint(":14327", false)->dual_stack);
  CHECK_FALSE(ResolveEndpoint("[::]:14327", true)->dual_stack);
}

TEST_CASE("who listens on all addresses is reached over loopback") {
  const auto loopback = [](const char* address, bool ipv6) {
    return EndpointText(LoopbackOf(ResolveEndpoint(address, ipv6).value()));
  };
  CHECK(loopback(":14327", true) == "127.0.0.1:14327");
  CHECK(loopback(":14327", false) == "0.0.0.0:14327");
  CHECK(loopback("[::1]:14327", true) == "[::1]:14327");
  CHECK(loopback("127.0.0.2:14327", true) == "127.0.0.2:14327");
}

TEST_CASE("a name stands for its IPv4 address") {
  CHECK(TextOf("localhost:80", false) == "127.0.0.1:80");
  CHECK(TextOf("localhost:80", true) == "127.0.0.1:80");
}

TEST_CASE("an IPv6 address is refused in plain words where there is no IPv6") {
  CHECK(TextOf("[::1]:80", false) ==
        "cannot listen on [::1]:80: no IPv6 on this machine or in its CivetWeb library");
}

TEST_CASE("what has not the form of an address is refused") {
  for (const char* address :
       {"", "14327", "localhost", "localhost:", "localhost:http", ":65536", ":-1", ":+1", ": 1",
        "::1:80", "[]:80", "[::1]", "[::1]80", "a]:80", "127.0.0.1:80,+81", "127.0.0.1:443s"}) {
    CAPTURE(address);
    const Result<Endpoint> endpoint = ResolveEndpoint(address, true);
    REQUIRE_FALSE(endpoint);
    CHECK(endpoint.error().reason == Reason::kMalformed);
  }
}

TEST_CASE("a host that does not exist is refused by its name") {
  CHECK(TextOf("no..host:80", false).find("cannot listen on no..host:80: ") == 0);
}

}  // namespace
}  // namespace heap_exporter
