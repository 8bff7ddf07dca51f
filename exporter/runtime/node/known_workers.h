#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/memory.h"
#include "runtime/node/worker_identity.h"
#include "runtime/word_set.h"

namespace heap_exporter {

// The workers of one process whose identity was found when its plan was made, and what proves that
// they are still the same. Filled once, then asked at every read.
class KnownWorkers {
 public:
  // Adds the worker whose isolate is at that address.
  void Add(std::uint64_t isolate, WorkerIdentity identity);

  // Ends the adding and makes the labels. REQUIRES: called once, before the following.
  void Seal();

  // Reads whether each worker still has its isolate. To be called after figures were read: a
  // worker that is the same before and after was the same meanwhile, because thread ids are not
  // used again. Without workers nothing is read. kLayoutMismatch where one is another or has gone;
  // errors of reading, kBadAddress above all.
  [[nodiscard]] Result<void> Confirm(const Memory& memory) const;

  // The label of the worker with that isolate; nothing where it has none.
  [[nodiscard]] std::optional<std::string> LabelOf(std::uint64_t isolate) const;

 private:
  struct Proof {
    std::uint64_t isolate = 0;
    std::uint64_t thread_id = 0;
    WordSet::Slot isolate_slot = 0;
    WordSet::Slot thread_id_slot = 0;
  };

  std::vector<WorkerIdentity> identities_;  // of no use once sealed
  std::vector<Proof> proofs_;
  WordSet words_;
  std::map<std::uint64_t, std::string> labels_;  // by isolate
};

}  // namespace heap_exporter
