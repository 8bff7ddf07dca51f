#pragma once

#include <algorithm>
#include <cstdint>

namespace heap_exporter {

// How much may be spent on looking for the figures of one process, so that one that lays out its
// memory to be looked at for long is looked at seldom. Counted in steps of BudgetedMemory; looks
// that led to figures cost nothing.
class SearchBudget {
 public:
  // A look may take `most` steps. Two of these can be spent at once.
  explicit SearchBudget(std::int64_t most) : full_(2 * most), left_(full_) {}

  // Each read of the process earns a little.
  void Earn() { left_ = std::min(full_, left_ + kEarned); }

  // Whether one more look may begin. It may take more than what is left.
  [[nodiscard]] bool IsLeft() const { return left_ > 0; }

  void Spend(std::int64_t steps) { left_ -= steps; }

  // Figures were found.
  void Refill() { left_ = full_; }

 private:
  // What a look at an honest process costs that is not ready yet, so that it can be looked at in
  // every read.
  static constexpr std::int64_t kEarned = 600;

  std::int64_t full_;
  std::int64_t left_;
};

}  // namespace heap_exporter
