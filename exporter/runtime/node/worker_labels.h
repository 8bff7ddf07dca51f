#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/node/worker_identity.h"

namespace heap_exporter {

inline constexpr std::size_t kMaxLabelledWorkers = 256;

// What the series of each worker are told apart by: its name or, where it has none, its thread id
// in decimal; NAME-THREADID where several workers have the name. No two labels are equal: workers
// whose labels would be have none, nor have those behind the first kMaxLabelledWorkers. In the
// order of `identities`, which are those of one process.
[[nodiscard]] std::vector<std::optional<std::string>> MakeWorkerLabels(
    std::span<const WorkerIdentity> identities);

}  // namespace heap_exporter
