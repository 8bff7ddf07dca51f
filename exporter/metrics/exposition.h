#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>
#include <vector>

namespace heap_exporter {

// The media type of what ToText returns.
inline constexpr std::string_view kTextContentType = "text/plain; version=0.0.4; charset=utf-8";

// The families in Prometheus' text format 0.0.4, in their order. Whole numbers up to 10^16 come out
// exactly, other numbers with 16 significant digits.
// REQUIRES: label values are UTF-8 (one that is not makes Prometheus refuse everything), and help
// texts hold neither line breaks nor backslashes.
[[nodiscard]] std::string ToText(const std::vector<prometheus::MetricFamily>& families);

}  // namespace heap_exporter
