#pragma once

#include <prometheus/metric_family.h>

#include <vector>

#include "model/sample.h"

namespace heap_exporter {

// The metrics that are not about one target: the machine's memory, why targets fail, how the
// collection went. `label_pid` false adds how many processes stand behind each name.
[[nodiscard]] std::vector<prometheus::MetricFamily> MakeCollectionFamilies(
    const Collection& collection, bool label_pid);

}  // namespace heap_exporter
