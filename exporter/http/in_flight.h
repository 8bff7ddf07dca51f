#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace heap_exporter {

// Counts the requests that are being answered, so that a server can be emptied before it stops. All
// functions may be called from any thread.
//
// When the last of a crowd leaves, what memory the crowd has left to the allocator goes back to the
// system; else the allocator would keep the peak for good.
class InFlight {
 public:
  // Counts one more; every call that returns true is followed by a Leave(). False from Drain() on.
  [[nodiscard]] bool Enter();
  void Leave();

  // Lets no one in any more and waits until all have left. False where some have not left in time.
  bool Drain(std::chrono::milliseconds timeout);

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t count_ = 0;
  std::size_t most_ = 0;  // since there was no one
  bool draining_ = false;
};

}  // namespace heap_exporter
