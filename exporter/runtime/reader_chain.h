#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/heap_snapshot.h"
#include "runtime/heap_reader.h"

namespace heap_exporter {

// What one look at a process's heaps brought.
struct HeapReading {
  std::string_view reader;  // who gave the figures; empty where nobody did
  Result<HeapSnapshot> heap;
};

// The readers of one process, in order of preference. Used by one thread at a time.
class ReaderChain {
 public:
  explicit ReaderChain(std::vector<std::unique_ptr<HeapReader>> readers)
      : readers_(std::move(readers)) {}

  // Asks the readers in order; the first that has figures wins. Where none has, the error is that
  // of the first, the one that should have worked.
  [[nodiscard]] HeapReading Read();

 private:
  std::vector<std::unique_ptr<HeapReader>> readers_;
};

}  // namespace heap_exporter
