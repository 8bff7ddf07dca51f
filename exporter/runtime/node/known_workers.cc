#include "runtime/node/known_workers.h"

#include <utility>

#include "runtime/node/worker_labels.h"

namespace heap_exporter {

void KnownWorkers::Add(std::uint64_t isolate, WorkerIdentity identity) {
  proofs_.push_back({.isolate = isolate,
                     .thread_id = identity.thread_id,
                     .isolate_slot = words_.Add(identity.isolate_address),
                     .thread_id_slot = words_.Add(identity.thread_id_address)});
  identities_.push_back(std::move(identity));
}

void KnownWorkers::Seal() {
  words_.Seal();
  auto labels = MakeWorkerLabels(identities_);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i]) labels_[proofs_[i].isolate] = std::move(*labels[i]);
  }
  identities_ = {};
}

Result<void> KnownWorkers::Confirm(const Memory& memory) const {
  if (proofs_.empty()) return {};
  std::vector<std::uint64_t> values;
  if (auto done = words_.Read(memory, values); !done) return Fail(done);
  const Words words(words_, values);
  for (const Proof& proof : proofs_) {
    if (words[proof.isolate_slot] != proof.isolate ||
        words[proof.thread_id_slot] != proof.thread_id) {
      return Fail(Reason::kLayoutMismatch, "a worker has ended");
    }
  }
  return {};
}

std::optional<std::string> KnownWorkers::LabelOf(std::uint64_t isolate) const {
  const auto found = labels_.find(isolate);
  if (found == labels_.end()) return std::nullopt;
  return found->second;
}

}  // namespace heap_exporter
