#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace heap_exporter {

// Where one socket listens: a number address and a port.
struct Endpoint {
  sockaddr_storage address{};
  socklen_t length = 0;
  bool dual_stack = false;  // an IPv6 socket for all addresses that takes IPv4 as well
};

// The endpoint for "HOST:PORT", "[V6]:PORT" or ":PORT", the last being all addresses of the
// machine. A host that is a name stands for one of its addresses, an IPv4 one where it has any; it
// may need to be asked of a name server. Without `ipv6`, ":PORT" is all IPv4 addresses, and an IPv6
// address is an error.
[[nodiscard]] Result<Endpoint> ResolveEndpoint(std::string_view text, bool ipv6);

// Where a client on this machine reaches who listens on `endpoint`. For all addresses of both kinds
// that is an IPv4 one: those of IPv6 can be switched off while the endpoint lives. Else it is the
// endpoint itself; a client takes the address of all addresses for this machine.
[[nodiscard]] Endpoint LoopbackOf(const Endpoint& endpoint);

// "127.0.0.1:14327", "[::1]:14327".
[[nodiscard]] std::string EndpointText(const Endpoint& endpoint);

[[nodiscard]] std::uint16_t PortOf(const Endpoint& endpoint);
void SetPort(Endpoint& endpoint, std::uint16_t port);

}  // namespace heap_exporter
