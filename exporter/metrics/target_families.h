#pragma once

#include <prometheus/metric_family.h>

#include <span>
#include <string_view>
#include <vector>

#include "metrics/exposition.h"
#include "metrics/series_sink.h"
#include "model/sample.h"

namespace heap_exporter {

// What becomes of the values of several processes of one name when pids are not told apart.
enum class Merge {
  kSum,   // they are added up, those with the same label (space, kind, worker) each
  kOne,   // 1, as on every info metric
  kDrop,  // the family is left out: a sum of start times says nothing
};

// Seam: one metric about a target is one row of the table in target_families.cc.
struct TargetFamily {
  std::string_view name;
  std::string_view help;
  prometheus::MetricType type;
  Merge merge;
  void (*fill)(const Sample& sample, SeriesSink& sink);
  bool is_heap_space = false;  // belongs to the heap-spaces collector
};

[[nodiscard]] std::span<const TargetFamily> TargetFamilies();

struct TargetFamilyOptions {
  bool label_pid = true;
  bool heap_spaces = true;
};

// Hands the families over all samples to `sink`.
void MakeTargetFamilies(const std::vector<Sample>& samples, const TargetFamilyOptions& options,
                        const FamilySink& sink);

}  // namespace heap_exporter
