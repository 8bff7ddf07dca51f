#include "http/probe.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "base/unique_fd.h"
#include "os/errno_error.h"

namespace heap_exporter {
namespace {

// False, with errno set, where that is not possible.
bool Listen(const UniqueFd& fd, const Endpoint& endpoint) {
  const int on = 1;
  const int v6_only = endpoint.dual_stack ? 0 : 1;
  if (!fd.valid()) return false;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (endpoint.address.ss_family == AF_INET6) {
    setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof v6_only);
  }
  const auto* const address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  return bind(fd.get(), address, endpoint.length) == 0 && listen(fd.get(), 1) == 0;
}

}  // namespace

Result<void> TryToListen(std::span<const Endpoint> endpoints) {
  std::vector<UniqueFd> open;  // all stay open to the end: two of ours may be in each other's way
  for (const Endpoint& endpoint : endpoints) {
    open.emplace_back(socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (Listen(open.back(), endpoint)) continue;
    const int error = errno;
    return FailErrno(error, "cannot listen on " + EndpointText(endpoint));
  }
  return {};
}

}  // namespace heap_exporter
