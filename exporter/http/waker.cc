#include "http/waker.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>

#include "base/unique_fd.h"

namespace heap_exporter {
namespace {

constexpr std::chrono::milliseconds kPause{2};

// Where who listens on `endpoint` can be reached. For all addresses of both kinds that is an IPv4
// one: those of IPv6 can be switched off while the endpoint lives.
Endpoint Door(const Endpoint& endpoint) {
  if (!endpoint.dual_stack) return endpoint;
  sockaddr_in loopback{};
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Endpoint door;
  std::memcpy(&door.address, &loopback, sizeof loopback);
  door.length = sizeof loopback;
  SetPort(door, PortOf(endpoint));
  return door;
}

// Does not wait for the connection to come about: the attempt is enough. The address of all
// addresses stands for this machine here.
void Knock(const Endpoint& endpoint) {
  const Endpoint door = Door(endpoint);
  const UniqueFd fd(socket(door.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return;
  static_cast<void>(
      connect(fd.get(), reinterpret_cast<const sockaddr*>(&door.address), door.length));
}

}  // namespace

Waker::Waker(std::span<const Endpoint> endpoints)
    : thread_([this, endpoints] { KnockUntilDone(endpoints); }) {}

Waker::~Waker() {
  done_ = true;
  thread_.join();
}

void Waker::KnockUntilDone(std::span<const Endpoint> endpoints) const {
  while (!done_) {
    for (const Endpoint& endpoint : endpoints) Knock(endpoint);
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace heap_exporter
