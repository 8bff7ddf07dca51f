#include "http/in_flight.h"

#include <malloc.h>

#include <algorithm>
#include <utility>

namespace heap_exporter {
namespace {

// Fewer leave too little behind to be worth the search for it.
constexpr std::size_t kCrowd = 4;

}  // namespace

bool InFlight::Enter() {
  const std::lock_guard lock(mutex_);
  if (draining_) return false;
  most_ = std::max(most_, ++count_);
  return true;
}

void InFlight::Leave() {
  std::unique_lock lock(mutex_);
  const bool is_last = --count_ == 0;
  const bool was_crowd = is_last && std::exchange(most_, 0) >= kCrowd;
  left_.notify_all();
  lock.unlock();
  if (was_crowd) malloc_trim(0);
}

bool InFlight::Drain(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  return left_.wait_for(lock, timeout, [this] { return count_ == 0; });
}

}  // namespace heap_exporter
