#include "http/waker.h"

#include <sys/socket.h>

#include <chrono>

#include "base/unique_fd.h"

namespace heap_exporter {
namespace {

constexpr std::chrono::milliseconds kPause{2};

// Does not wait for the connection to come about: the attempt is enough.
void Knock(const Endpoint& endpoint) {
  const Endpoint door = LoopbackOf(endpoint);
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
