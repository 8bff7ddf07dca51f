#include "runtime/node/gc_totals.h"

namespace heap_exporter {

void GcTotals::See(std::uint64_t isolate, const GcCounts& counts) {
  GcCounts& known = living_[isolate];
  if (counts.major < known.major || counts.minor < known.minor) Add(ended_, known);
  known = counts;
}

GcCounts GcTotals::Sum() const {
  GcCounts sum = ended_;
  for (const auto& [isolate, counts] : living_) Add(sum, counts);
  return sum;
}

void GcTotals::Add(GcCounts& sum, const GcCounts& counts) {
  sum.major += counts.major;
  sum.minor += counts.minor;
  if (counts.pause_seconds)
    sum.pause_seconds = sum.pause_seconds.value_or(0) + *counts.pause_seconds;
}

}  // namespace heap_exporter
