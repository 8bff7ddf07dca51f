#pragma once

#include <prometheus/metric_family.h>

#include <chrono>
#include <vector>

namespace heap_exporter {

// The metrics of the exporter about itself. Its own memory is never under
// process_resident_memory_bytes: every panel that shows that would show the exporter as a target.
// `scrape_duration` is how long the collection has taken.
[[nodiscard]] std::vector<prometheus::MetricFamily> MakeSelfFamilies(
    std::chrono::duration<double> scrape_duration);

}  // namespace heap_exporter
