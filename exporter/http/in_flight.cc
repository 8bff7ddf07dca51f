#include "http/in_flight.h"

namespace heap_exporter {

bool InFlight::Enter() {
  const std::lock_guard lock(mutex_);
  if (draining_) return false;
  ++count_;
  return true;
}

void InFlight::Leave() {
  const std::lock_guard lock(mutex_);
  --count_;
  left_.notify_all();
}

bool InFlight::Drain(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  return left_.wait_for(lock, timeout, [this] { return count_ == 0; });
}

}  // namespace heap_exporter
