#include "runtime/node/worker_labels.h"

#include <algorithm>
#include <map>

namespace heap_exporter {
namespace {

using Labels = std::vector<std::optional<std::string>>;

std::map<std::string, std::size_t> Count(const Labels& labels) {
  std::map<std::string, std::size_t> counts;
  for (const auto& label : labels) {
    if (label) ++counts[*label];
  }
  return counts;
}

Labels NamesOrIds(std::span<const WorkerIdentity> identities) {
  Labels labels;
  labels.reserve(identities.size());
  for (const WorkerIdentity& identity : identities) {
    labels.push_back(identity.name.value_or(std::to_string(identity.thread_id)));
  }
  return labels;
}

}  // namespace

std::vector<std::optional<std::string>> MakeWorkerLabels(
    std::span<const WorkerIdentity> identities) {
  const auto labelled = identities.first(std::min(identities.size(), kMaxLabelledWorkers));
  Labels labels = NamesOrIds(labelled);
  const auto names = Count(labels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labelled[i].name || names.at(*labels[i]) == 1) continue;
    *labels[i] += "-" + std::to_string(labelled[i].thread_id);
  }
  // A name may look like the label of another worker.
  const auto counts = Count(labels);
  for (auto& label : labels) {
    if (counts.at(*label) > 1) label.reset();
  }
  labels.resize(identities.size());
  return labels;
}

}  // namespace heap_exporter
