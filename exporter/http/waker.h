#pragma once

#include <atomic>
#include <span>
#include <thread>

#include "http/endpoint.h"

namespace heap_exporter {

// While it exists, connects again and again to some endpoints of this machine, which wakes who
// waits for connections there.
class Waker {
 public:
  // Throws std::system_error where no thread is to be had. `endpoints` outlives this.
  explicit Waker(std::span<const Endpoint> endpoints);
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  ~Waker();

 private:
  void KnockUntilDone(std::span<const Endpoint> endpoints) const;

  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace heap_exporter
