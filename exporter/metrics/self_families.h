#pragma once

#include <chrono>

#include "metrics/exposition.h"

namespace heap_exporter {

// The metrics of the exporter about itself. Its own memory is never under
// process_resident_memory_bytes: every panel that shows that would show the exporter as a target.
// `scrape_duration` is how long the collection has taken.
void MakeSelfFamilies(std::chrono::duration<double> scrape_duration, const FamilySink& sink);

}  // namespace heap_exporter
