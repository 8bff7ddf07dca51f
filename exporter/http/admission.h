#pragma once

namespace heap_exporter {

// Enters a gate and, where that succeeded, leaves it at the end of its own life. `Gate` has a
// `bool Enter()` and a `void Leave()`, and outlives this.
template <class Gate>
class [[nodiscard]] Admission {
 public:
  explicit Admission(Gate& gate) : gate_(gate), admitted_(gate.Enter()) {}
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  ~Admission() {
    if (admitted_) gate_.Leave();
  }

  [[nodiscard]] bool admitted() const { return admitted_; }

 private:
  Gate& gate_;
  const bool admitted_;
};

}  // namespace heap_exporter
