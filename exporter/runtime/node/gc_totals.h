#pragma once

#include <cstdint>
#include <map>

#include "model/heap_snapshot.h"

namespace heap_exporter {

// Sums up the collections of all isolates of one process. V8 counts for each isolate, and a worker
// takes its counts along when it ends; a counter must not go down, so what an isolate had counted
// when it was last seen is kept. Memory is bounded by the number of isolates that live at once.
class GcTotals {
 public:
  // Tells what one living isolate has counted. An address at which the counts went down belongs to
  // a new isolate.
  void See(std::uint64_t isolate, const GcCounts& counts);

  // Tells which isolates are alive (a set-like predicate over their addresses); all others have
  // ended.
  template <class IsAlive>
  void KeepOnly(IsAlive is_alive) {
    for (auto it = living_.begin(); it != living_.end();) {
      if (is_alive(it->first)) {
        ++it;
      } else {
        Add(ended_, it->second);
        it = living_.erase(it);
      }
    }
  }

  // The sum over all isolates that were ever seen.
  [[nodiscard]] GcCounts Sum() const;

 private:
  static void Add(GcCounts& sum, const GcCounts& counts);

  std::map<std::uint64_t, GcCounts> living_;  // by isolate
  GcCounts ended_;
};

}  // namespace heap_exporter
