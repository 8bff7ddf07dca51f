#include "metrics/exposition.h"

#include <prometheus/text_serializer.h>

#include <sstream>
#include <utility>

namespace heap_exporter {

std::string ToText(const std::vector<prometheus::MetricFamily>& families) {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

}  // namespace heap_exporter
