#pragma once

#include <string_view>

#include "base/result.h"
#include "model/heap_snapshot.h"

namespace heap_exporter {

// Seam: one way to get the heap figures of one live process. Made by a Runtime when it recognises
// the process and dropped when the process ends or executes another program. Used by one thread at
// a time.
class HeapReader {
 public:
  virtual ~HeapReader() = default;

  // The reader's name, as in --readers and the label `reader`; static storage.
  [[nodiscard]] virtual std::string_view Name() const = 0;

  // One attempt to read the figures now. It does not sleep and does not disturb the target. A
  // transient error (IsTransient) means that the target was caught at a bad moment: another attempt
  // may succeed.
  [[nodiscard]] virtual Result<HeapSnapshot> Read() = 0;
};

}  // namespace heap_exporter
