#include "http/request_limit.h"

namespace heap_exporter {

bool RequestLimit::Enter() {
  std::unique_lock lock(mutex_);
  if (running_ + waiting_ >= limits_.inside) return false;
  ++waiting_;
  const bool my_turn =
      left_.wait_for(lock, limits_.patience, [this] { return running_ < limits_.running; });
  --waiting_;
  if (my_turn) ++running_;
  return my_turn;
}

void RequestLimit::Leave() {
  const std::lock_guard lock(mutex_);
  --running_;
  left_.notify_one();
}

}  // namespace heap_exporter
