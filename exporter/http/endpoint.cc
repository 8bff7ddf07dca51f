#include "http/endpoint.h"

#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

namespace heap_exporter {
namespace {

struct HostAndPort {
  std::string host;  // without brackets; empty for all addresses
  std::uint16_t port = 0;
};

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return port;
}

std::optional<HostAndPort> Split(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = ParsePort(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of(":[]") != std::string_view::npos) {
    return std::nullopt;
  }
  return HostAndPort{std::string(host), *port};
}

Endpoint ToEndpoint(const void* address, socklen_t length) {
  Endpoint endpoint;
  std::memcpy(&endpoint.address, address, length);
  endpoint.length = length;
  return endpoint;
}

Endpoint AllAddresses(bool ipv6) {
  if (!ipv6) {
    const sockaddr_in any{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
    return ToEndpoint(&any, sizeof any);
  }
  sockaddr_in6 any{};
  any.sin6_family = AF_INET6;
  Endpoint endpoint = ToEndpoint(&any, sizeof any);
  endpoint.dual_stack = true;
  return endpoint;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

const addrinfo& Preferred(const AddressList& list) {
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET) return *entry;
  }
  return *list;
}

Result<Endpoint> Lookup(const std::string& host, bool ipv6) {
  addrinfo hints{};
  hints.ai_family = ipv6 ? AF_UNSPEC : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) return Fail(Reason::kSystemError, gai_strerror(error));
  const AddressList list(found, &freeaddrinfo);
  const addrinfo& address = Preferred(list);
  return ToEndpoint(address.ai_addr, address.ai_addrlen);
}

Result<Endpoint> AddressOf(const std::string& host, bool ipv6) {
  if (host.empty()) return AllAddresses(ipv6);
  if (!ipv6 && host.find(':') != std::string::npos) {
    return Fail(Reason::kSystemError, "no IPv6 on this machine or in its CivetWeb library");
  }
  return Lookup(host, ipv6);
}

}  // namespace

Result<Endpoint> ResolveEndpoint(std::string_view text, bool ipv6) {
  const std::optional<HostAndPort> parts = Split(text);
  if (!parts) {
    return Fail(Reason::kMalformed, "listen address \"" + std::string(text) +
                                        "\" is not HOST:PORT, [IPV6]:PORT or :PORT");
  }
  Result<Endpoint> endpoint = AddressOf(parts->host, ipv6);
  if (!endpoint) {
    return Fail(endpoint.error().reason,
                "cannot listen on " + std::string(text) + ": " + endpoint.error().detail);
  }
  SetPort(*endpoint, parts->port);
  return endpoint;
}

Endpoint LoopbackOf(const Endpoint& endpoint) {
  if (!endpoint.dual_stack) return endpoint;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Endpoint loopback = ToEndpoint(&address, sizeof address);
  SetPort(loopback, PortOf(endpoint));
  return loopback;
}

std::string EndpointText(const Endpoint& endpoint) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&endpoint.address), endpoint.length,
                  host.data(), host.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return {};
  }
  const bool is_v6 = endpoint.address.ss_family == AF_INET6;
  return (is_v6 ? "[" : "") + std::string(host.data()) + (is_v6 ? "]:" : ":") + port.data();
}

std::uint16_t PortOf(const Endpoint& endpoint) {
  const bool is_v6 = endpoint.address.ss_family == AF_INET6;
  return ntohs(is_v6 ? reinterpret_cast<const sockaddr_in6&>(endpoint.address).sin6_port
                     : reinterpret_cast<const sockaddr_in&>(endpoint.address).sin_port);
}

void SetPort(Endpoint& endpoint, std::uint16_t port) {
  if (endpoint.address.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(endpoint.address).sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in&>(endpoint.address).sin_port = htons(port);
  }
}

}  // namespace heap_exporter
