#include "metrics/collection_families.h"

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "metrics/series_sink.h"

namespace heap_exporter {
namespace {

// All are gauges.
struct CollectionFamily {
  std::string_view name;
  std::string_view help;
  void (*fill)(const Collection& collection, SeriesSink& sink);
};

template <auto Member>
void System(const Collection& collection, SeriesSink& sink) {
  if (collection.system) sink.Add((*collection.system).*Member);
}

// Every reason has a series, so that an alert can tell 0 from "no such metric".
void Failures(const Collection& collection, SeriesSink& sink) {
  std::map<Reason, int> counts;
  for (const Reason reason : kAllReasons) counts[reason] = 0;
  for (const Sample& sample : collection.samples) {
    if (sample.heap && !*sample.heap) ++counts[sample.heap->error().reason];
  }
  for (const auto& [reason, count] : counts) {
    sink.Add(count, {{"reason", std::string(ReasonName(reason))}});
  }
}

void RunDuration(const Collection& collection, SeriesSink& sink) {
  for (const CollectorRun& run : collection.runs) {
    sink.Add(run.duration_seconds, {{"collector", std::string(run.collector)}});
  }
}

void RunSuccess(const Collection& collection, SeriesSink& sink) {
  for (const CollectorRun& run : collection.runs) {
    sink.Add(run.success ? 1 : 0, {{"collector", std::string(run.collector)}});
  }
}

void NodejsProcesses(const Collection& collection, SeriesSink& sink) {
  std::map<std::string_view, int> counts;
  for (const Sample& sample : collection.samples) {
    if (sample.target->runtime == "nodejs") ++counts[sample.target->process];
  }
  for (const auto& [process, count] : counts) sink.Add(count, {MakeLabel("process", process)});
}

constexpr CollectionFamily kNodejsProcesses = {"nodejs_processes",
                                               "Node.js processes of that name.", NodejsProcesses};

constexpr std::array kFamilies = {
    CollectionFamily{"system_memory_total_bytes", "RAM of the machine: os.totalmem().",
                     System<&SystemMemory::total_bytes>},
    CollectionFamily{"system_memory_free_bytes", "RAM of the machine that nothing uses (MemFree).",
                     System<&SystemMemory::free_bytes>},
    CollectionFamily{"system_memory_available_bytes",
                     "RAM of the machine that programs can get without swapping (MemAvailable).",
                     System<&SystemMemory::available_bytes>},
    CollectionFamily{"heap_exporter_target_failures",
                     "Targets whose heap figures could not be read now, by reason.", Failures},
    CollectionFamily{"heap_exporter_scrape_collector_duration_seconds",
                     "Time that one part of this scrape took, in seconds.", RunDuration},
    CollectionFamily{"heap_exporter_scrape_collector_success",
                     "Whether that part of this scrape succeeded.", RunSuccess},
};

prometheus::MetricFamily MakeFamily(const CollectionFamily& row, const Collection& collection) {
  constexpr auto kType = prometheus::MetricType::Gauge;
  prometheus::MetricFamily family{std::string(row.name), std::string(row.help), kType, {}};
  const Labels none;
  SeriesSink sink(kType, none, family.metric);
  row.fill(collection, sink);
  return family;
}

}  // namespace

void MakeCollectionFamilies(const Collection& collection, bool label_pid, const FamilySink& sink) {
  for (const CollectionFamily& row : kFamilies) sink(MakeFamily(row, collection));
  if (!label_pid) sink(MakeFamily(kNodejsProcesses, collection));
}

}  // namespace heap_exporter
