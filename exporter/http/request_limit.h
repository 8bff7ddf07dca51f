#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace heap_exporter {

// Lets a limited number of threads work at the same time; others wait for their turn, for a limited
// time. All functions may be called from any thread.
class RequestLimit {
 public:
  // `running` is at least 1.
  RequestLimit(unsigned running, std::chrono::milliseconds patience)
      : max_running_(running), patience_(patience) {}

  // Waits for a turn. False where none came in time; every call that returns true is followed by a
  // Leave().
  [[nodiscard]] bool Enter();
  void Leave();

 private:
  const unsigned max_running_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable left_;
  unsigned running_ = 0;
};

}  // namespace heap_exporter
