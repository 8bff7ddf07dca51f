#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/sample.h"

namespace heap_exporter {

inline constexpr std::size_t kMaxTableRows = 1000;

// The samples as an HTML table: first those whose heap is nearest to its limit, then those of which
// that is not known, the largest first. At most kMaxTableRows of them, and a line that says so
// where there are more. A number that is not known is a dash.
[[nodiscard]] std::string TargetTable(const std::vector<Sample>& samples);

}  // namespace heap_exporter
