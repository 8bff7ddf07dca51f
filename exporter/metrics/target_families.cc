#include "metrics/target_families.h"

#include <algorithm>
#include <array>

#include "model/nodejs_version.h"
#include "model/off_heap.h"

namespace heap_exporter {
namespace {

using prometheus::MetricType;
using enum Merge;

// Hands the sink one value of a sample: a member, or a member of its heap where that was read.
template <auto Member>
void Usage(const Sample& sample, SeriesSink& sink) {
  sink.Add(sample.usage.*Member);
}

template <auto Member>
void Cgroup(const Sample& sample, SeriesSink& sink) {
  if (sample.cgroup) sink.Add((*sample.cgroup).*Member);
}

template <auto Member>
void MainHeap(const Sample& sample, SeriesSink& sink) {
  if (const HeapSnapshot* const heap = HeapOf(sample)) sink.Add(heap->main.*Member);
}

template <auto Member>
void Spaces(const Sample& sample, SeriesSink& sink) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap == nullptr) return;
  for (const HeapSpace& space : heap->main.spaces) {
    sink.Add(space.*Member, {{"space", std::string(space.name)}});
  }
}

void CpuSeconds(const Sample& sample, SeriesSink& sink) {
  sink.Add(sample.usage.cpu_user_seconds + sample.usage.cpu_system_seconds);
}

void HeapResident(const Sample& sample, SeriesSink& sink) {
  if (const HeapSnapshot* const heap = HeapOf(sample)) sink.Add(heap->Resident());
}

void OffHeap(const Sample& sample, SeriesSink& sink) { sink.Add(OffHeapBytes(sample)); }

void Workers(const Sample& sample, SeriesSink& sink) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap != nullptr) sink.Add(heap->workers.size() + heap->workers_unread);
}

template <auto Member>
void WorkerHeaps(const Sample& sample, SeriesSink& sink) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap == nullptr) return;
  for (const WorkerHeap& worker : heap->workers) {
    if (worker.label) sink.Add(worker.heap.*Member, {MakeLabel("worker", *worker.label)});
  }
}

void GcRuns(const Sample& sample, SeriesSink& sink) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap == nullptr || !heap->gc) return;
  sink.Add(heap->gc->major, {{"kind", "major"}});
  sink.Add(heap->gc->minor, {{"kind", "minor"}});
}

void GcPause(const Sample& sample, SeriesSink& sink) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap != nullptr && heap->gc) sink.Add(heap->gc->pause_seconds);
}

void VersionInfo(const Sample& sample, SeriesSink& sink) {
  if (sample.target->runtime != "nodejs") return;
  const auto version = ParseNodejsVersion(sample.target->runtime_version);
  if (!version) return;
  sink.Add(1, {{"version", "v" + sample.target->runtime_version},
               {"major", version->major},
               {"minor", version->minor},
               {"patch", version->patch}});
}

void TargetInfo(const Sample& sample, SeriesSink& sink) {
  const Target& target = *sample.target;
  sink.Add(
      1, {MakeLabel("runtime", target.runtime),
          MakeLabel("runtime_version", target.runtime_version), MakeLabel("reader", sample.reader),
          MakeLabel("exe", target.exe), MakeLabel("user", target.user),
          MakeLabel("container_id", target.container_id), MakeLabel("pod_uid", target.pod_uid)});
}

void TargetUp(const Sample& sample, SeriesSink& sink) {
  if (sample.heap) sink.Add(sample.heap->has_value() ? 1 : 0);
}

constexpr auto kGauge = MetricType::Gauge;
constexpr auto kCounter = MetricType::Counter;

constexpr std::array kFamilies = {
    TargetFamily{"process_resident_memory_bytes",
                 "Memory of the process that is in RAM (rss), in bytes.", kGauge, kSum,
                 Usage<&ProcessUsage::resident_bytes>},
    TargetFamily{"process_virtual_memory_bytes",
                 "Address space of the process, used or not, in bytes.", kGauge, kSum,
                 Usage<&ProcessUsage::virtual_bytes>},
    TargetFamily{"process_start_time_seconds",
                 "When the process was started, in seconds since the epoch.", kGauge, kDrop,
                 Usage<&ProcessUsage::start_time_seconds>},
    TargetFamily{"process_threads", "Threads of the process, those of its runtime included.",
                 kGauge, kSum, Usage<&ProcessUsage::threads>},
    TargetFamily{"process_cpu_user_seconds_total",
                 "CPU time that the process spent in user mode, in seconds.", kCounter, kSum,
                 Usage<&ProcessUsage::cpu_user_seconds>},
    TargetFamily{"process_cpu_system_seconds_total",
                 "CPU time that the kernel spent for the process, in seconds.", kCounter, kSum,
                 Usage<&ProcessUsage::cpu_system_seconds>},
    TargetFamily{"process_cpu_seconds_total",
                 "CPU time of the process, user and system together, in seconds.", kCounter, kSum,
                 CpuSeconds},
    TargetFamily{"nodejs_heap_size_total_bytes",
                 "V8 heap of the main thread, committed bytes: process.memoryUsage().heapTotal.",
                 kGauge, kSum, MainHeap<&IsolateHeap::total>},
    TargetFamily{"nodejs_heap_size_used_bytes",
                 "V8 heap of the main thread, bytes in use: process.memoryUsage().heapUsed.",
                 kGauge, kSum, MainHeap<&IsolateHeap::used>},
    TargetFamily{"nodejs_heap_size_limit_bytes",
                 "V8 heap of the main thread, the size at which the process dies of being out of "
                 "memory: v8.getHeapStatistics().heap_size_limit.",
                 kGauge, kSum, MainHeap<&IsolateHeap::limit>},
    TargetFamily{"nodejs_external_memory_bytes",
                 "Memory outside the V8 heap that V8 knows of, Buffers above all: "
                 "process.memoryUsage().external.",
                 kGauge, kSum, MainHeap<&IsolateHeap::external>},
    TargetFamily{"nodejs_array_buffers_bytes",
                 "Memory of ArrayBuffers and Buffers: process.memoryUsage().arrayBuffers.", kGauge,
                 kSum, MainHeap<&IsolateHeap::array_buffers>},
    TargetFamily{
        "nodejs_heap_resident_bytes",
        "What of the V8 heaps of all threads is in RAM. Less than their total where V8 has "
        "reserved memory that it has not touched yet.",
        kGauge, kSum, HeapResident},
    TargetFamily{"nodejs_off_heap_bytes",
                 "RAM of the process outside all V8 heaps: rss less resident heap. Buffers, native "
                 "libraries, code, stacks, memory that malloc keeps.",
                 kGauge, kSum, OffHeap},
    TargetFamily{"nodejs_heap_space_size_total_bytes",
                 "One space of the main thread's V8 heap, committed bytes.", kGauge, kSum,
                 Spaces<&HeapSpace::total>, true},
    TargetFamily{"nodejs_heap_space_size_used_bytes",
                 "One space of the main thread's V8 heap, bytes in use.", kGauge, kSum,
                 Spaces<&HeapSpace::used>, true},
    TargetFamily{"nodejs_heap_space_size_available_bytes",
                 "One space of the main thread's V8 heap, committed bytes that can be used again. "
                 "Only where V8's counter is known.",
                 kGauge, kSum, Spaces<&HeapSpace::available>, true},
    TargetFamily{
        "nodejs_heap_space_size_physical_bytes",
        "One space of the main thread's V8 heap, bytes in RAM as V8 counts them. Only where "
        "V8's counter is known.",
        kGauge, kSum, Spaces<&HeapSpace::physical>, true},
    TargetFamily{
        "nodejs_worker_heap_size_total_bytes",
        "V8 heap of one worker thread, committed bytes. Workers are told apart by name or, "
        "where they have none, by thread id.",
        kGauge, kSum, WorkerHeaps<&IsolateHeap::total>},
    TargetFamily{"nodejs_worker_heap_size_used_bytes",
                 "V8 heap of one worker thread, bytes in use.", kGauge, kSum,
                 WorkerHeaps<&IsolateHeap::used>},
    TargetFamily{"nodejs_worker_heap_size_limit_bytes",
                 "V8 heap of one worker thread, the size at which the worker ends for being out of "
                 "memory.",
                 kGauge, kSum, WorkerHeaps<&IsolateHeap::limit>},
    TargetFamily{"nodejs_workers", "Worker threads with a V8 heap of their own.", kGauge, kSum,
                 Workers},
    TargetFamily{"nodejs_gc_runs_total",
                 "Garbage collections of all threads: major (mark-compact) and minor (scavenge).",
                 kCounter, kSum, GcRuns},
    TargetFamily{"nodejs_gc_pause_seconds_total",
                 "Time for which garbage collections have paused the threads, all together, in "
                 "seconds.",
                 kCounter, kSum, GcPause},
    TargetFamily{"nodejs_version_info", "Version of Node.js.", kGauge, kOne, VersionInfo},
    TargetFamily{"cgroup_memory_limit_bytes",
                 "Memory limit of the cgroup (container) of the process. Absent without a limit.",
                 kGauge, kDrop, Cgroup<&CgroupMemory::limit_bytes>},
    TargetFamily{"cgroup_memory_usage_bytes",
                 "Memory that the cgroup (container) of the process uses, file cache included. "
                 "Absent without a limit.",
                 kGauge, kDrop, Cgroup<&CgroupMemory::usage_bytes>},
    TargetFamily{"heap_exporter_target_info", "What is known of the process, for joins on pid.",
                 kGauge, kOne, TargetInfo},
    TargetFamily{"heap_exporter_target_up",
                 "1 where the heap figures of the process were read, 0 where they were not; "
                 "heap_exporter_target_failures tells why.",
                 kGauge, kSum, TargetUp},
};

Labels CommonLabels(const Target& target, bool label_pid) {
  Labels labels;
  if (label_pid) labels.push_back({"pid", std::to_string(target.id.pid)});
  labels.push_back(MakeLabel("process", target.process));
  return labels;
}

// Joins the series that have the same labels; their order stays.
void MergeSeries(std::vector<prometheus::ClientMetric>& series, MetricType type, Merge merge) {
  const auto value = [type](prometheus::ClientMetric& metric) -> double& {
    return type == kCounter ? metric.counter.value : metric.gauge.value;
  };
  const auto by_labels = [](const auto& a, const auto& b) { return a.label < b.label; };
  std::stable_sort(series.begin(), series.end(), by_labels);
  std::vector<prometheus::ClientMetric> merged;
  for (prometheus::ClientMetric& metric : series) {
    if (merged.empty() || merged.back().label != metric.label) {
      merged.push_back(std::move(metric));
    } else if (merge == kSum) {
      value(merged.back()) += value(metric);
    }
  }
  series = std::move(merged);
}

bool IsWanted(const TargetFamily& family, const TargetFamilyOptions& options) {
  return (options.heap_spaces || !family.is_heap_space) &&
         (options.label_pid || family.merge != kDrop);
}

}  // namespace

std::span<const TargetFamily> TargetFamilies() { return kFamilies; }

void MakeTargetFamilies(const std::vector<Sample>& samples, const TargetFamilyOptions& options,
                        const FamilySink& sink) {
  std::vector<Labels> labels;
  labels.reserve(samples.size());
  for (const Sample& sample : samples) {
    labels.push_back(CommonLabels(*sample.target, options.label_pid));
  }
  for (const TargetFamily& row : kFamilies) {
    if (!IsWanted(row, options)) continue;
    prometheus::MetricFamily family{std::string(row.name), std::string(row.help), row.type, {}};
    family.metric.reserve(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      SeriesSink series(row.type, labels[i], family.metric);
      row.fill(samples[i], series);
    }
    if (!options.label_pid) MergeSeries(family.metric, row.type, row.merge);
    sink(std::move(family));
  }
}

}  // namespace heap_exporter
