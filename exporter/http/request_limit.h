#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace heap_exporter {

// Lets a limited number of threads work at the same time. Some more may wait for their turn, for a
// limited time. All functions may be called from any thread.
class RequestLimit {
 public:
  struct Limits {
    unsigned running;                    // how many work at the same time; at least 1
    unsigned inside;                     // how many work or wait at the same time
    std::chrono::milliseconds patience;  // how long one waits
  };

  explicit RequestLimit(Limits limits) : limits_(limits) {}

  // Waits for a turn. False where there is none: as many as may wait do so already, or the time is
  // over. Every call that returns true is followed by a Leave().
  [[nodiscard]] bool Enter();
  void Leave();

 private:
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable left_;
  unsigned running_ = 0;
  unsigned waiting_ = 0;
};

}  // namespace heap_exporter
