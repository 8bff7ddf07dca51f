#include "http/request_limit.h"

namespace heap_exporter {

bool RequestLimit::Enter() {
  std::unique_lock lock(mutex_);
  if (!left_.wait_for(lock, patience_, [this] { return running_ < max_running_; })) return false;
  ++running_;
  return true;
}

void RequestLimit::Leave() {
  const std::lock_guard lock(mutex_);
  --running_;
  left_.notify_one();
}

}  // namespace heap_exporter
