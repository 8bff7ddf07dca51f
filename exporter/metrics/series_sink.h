#pragma once

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace heap_exporter {

using Labels = std::vector<prometheus::ClientMetric::Label>;

// A label whose value may be any bytes: Prometheus refuses a whole scrape for one that is not
// UTF-8.
inline prometheus::ClientMetric::Label MakeLabel(std::string_view name, std::string_view value) {
  return {std::string(name), SanitizeUtf8(value)};
}

// Takes the series of one family. A value that is absent makes no series.
class SeriesSink {
 public:
  // Both references must outlive the sink. `common` is set on every series.
  SeriesSink(prometheus::MetricType type, const Labels& common,
             std::vector<prometheus::ClientMetric>& series)
      : type_(type), common_(common), series_(series) {}

  void Add(double value, std::initializer_list<prometheus::ClientMetric::Label> labels = {}) {
    prometheus::ClientMetric& metric = series_.emplace_back();
    metric.label.reserve(common_.size() + labels.size());
    metric.label.assign(common_.begin(), common_.end());
    metric.label.insert(metric.label.end(), labels);
    (type_ == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  }

  template <std::integral T>
  void Add(T value, std::initializer_list<prometheus::ClientMetric::Label> labels = {}) {
    Add(static_cast<double>(value), labels);
  }

  template <class T>
  void Add(const std::optional<T>& value,
           std::initializer_list<prometheus::ClientMetric::Label> labels = {}) {
    if (value) Add(*value, labels);
  }

 private:
  prometheus::MetricType type_;
  const Labels& common_;
  std::vector<prometheus::ClientMetric>& series_;
};

}  // namespace heap_exporter
