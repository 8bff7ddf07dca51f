#include "metrics/self_families.h"

#include <initializer_list>
#include <string>
#include <string_view>

#include "metrics/series_sink.h"
#include "options/version.h"
#include "os/self_usage.h"

namespace heap_exporter {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Single(std::string_view name, std::string_view help, MetricType type, double value,
                    std::initializer_list<prometheus::ClientMetric::Label> labels = {}) {
  MetricFamily family{std::string(name), std::string(help), type, {}};
  const Labels none;
  SeriesSink(type, none, family.metric).Add(value, labels);
  return family;
}

MetricFamily Gauge(std::string_view name, std::string_view help, double value) {
  return Single(name, help, MetricType::Gauge, value);
}

void MakeProcessFamilies(const SelfUsage& self, const FamilySink& sink) {
  const ProcessUsage& usage = self.usage;
  sink(Gauge("heap_exporter_process_resident_memory_bytes",
             "Memory of the exporter itself that is in RAM, in bytes.",
             static_cast<double>(usage.resident_bytes)));
  sink(Gauge("heap_exporter_process_virtual_memory_bytes",
             "Address space of the exporter itself, in bytes.",
             static_cast<double>(usage.virtual_bytes)));
  sink(Gauge("heap_exporter_process_start_time_seconds",
             "When the exporter itself was started, in seconds since the epoch.",
             usage.start_time_seconds));
  sink(Gauge("heap_exporter_process_threads", "Threads of the exporter itself.",
             static_cast<double>(usage.threads)));
  sink(Gauge("heap_exporter_process_open_fds", "Open files of the exporter itself.",
             static_cast<double>(self.open_fds)));
  sink(Gauge("heap_exporter_process_max_fds", "How many files the exporter itself may have open.",
             static_cast<double>(self.max_fds)));
  sink(Single("heap_exporter_process_cpu_seconds_total",
              "CPU time of the exporter itself, user and system, in seconds.", MetricType::Counter,
              usage.cpu_user_seconds + usage.cpu_system_seconds));
}

}  // namespace

void MakeSelfFamilies(std::chrono::duration<double> scrape_duration, const FamilySink& sink) {
  sink(Gauge("heap_exporter_scrape_duration_seconds",
             "Time that the collection of this scrape took, in seconds.", scrape_duration.count()));
  sink(Single("heap_exporter_build_info", "What the exporter was built from.", MetricType::Gauge, 1,
              {{"version", std::string(Version())},
               {"revision", std::string(Revision())},
               {"compiler", std::string(Compiler())}}));
  if (const auto self = ReadSelfUsage()) MakeProcessFamilies(*self, sink);
}

}  // namespace heap_exporter
