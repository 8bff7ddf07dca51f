#include "metrics/collector.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "base/log.h"
#include "os/cgroup_memory.h"

namespace heap_exporter {
namespace {

using std::chrono::microseconds;

// Targets that were caught at a bad moment are read again: at once, then after a while, all of them
// together, so that many collecting targets cost one wait and not one each. A longer collection
// than this is reported as what it is.
constexpr std::array kWaits = {microseconds(0),    microseconds(0),    microseconds(200),
                               microseconds(1000), microseconds(5000), microseconds(20000)};

// A process may execute another program while it is looked at, but not again and again.
constexpr int kMaxLooks = 2;

bool IsDead(const ProcessStat& stat) {
  return stat.state == 'Z' || stat.state == 'X';  // a zombie, or on its way to be none
}

bool HasHeap(const Inspection& inspection) {
  return inspection.readers != nullptr || inspection.broken.has_value();
}

std::optional<HeapReading> ReadHeap(const Inspection& inspection) {
  if (inspection.readers != nullptr) return inspection.readers->Read();
  if (inspection.broken) {
    return HeapReading{.reader = {}, .heap = tl::unexpected<Error>(*inspection.broken)};
  }
  return std::nullopt;
}

Sample MakeSample(const Inspection& inspection, const ProcessUsage& usage,
                  std::optional<HeapReading> reading) {
  Sample sample;
  sample.target = inspection.target;
  sample.usage = usage;
  if (reading) {
    sample.reader = reading->reader;
    sample.heap = std::move(reading->heap);
  }
  return sample;
}

bool IsWorthRepeating(const Sample& sample) {
  if (!sample.heap) return false;
  return *sample.heap ? (*sample.heap)->workers_unread > 0
                      : IsTransient(sample.heap->error().reason);
}

// A reading with figures is better than one without.
bool IsBetter(const Sample& sample, const Sample& than) {
  return !than.heap || !*than.heap || (sample.heap && *sample.heap);
}

// The error for people, with what to change where that is known.
std::string Explanation(const Error& error, const ProcFs& proc, pid_t pid) {
  if (error.reason != Reason::kPermissionDenied) return error.detail;
  const auto rights = proc.ReadTraceRights(pid);
  return rights ? error.detail + ": " + AdviceOn(*rights) : error.detail;
}

// Runs one part of a collection and notes how it went.
template <class Part>
void Run(std::string_view name, Collection& collection, Part part) {
  const auto start = std::chrono::steady_clock::now();
  const bool success = part();
  const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - start;
  collection.runs.push_back(
      {.collector = name, .duration_seconds = duration.count(), .success = success});
}

}  // namespace

Collector::Collector(const ProcFs& proc, ProcessTable& table, CollectorOptions options, Sleep sleep)
    : proc_(proc), table_(table), options_(options), sleep_(std::move(sleep)) {}

Collection Collector::Collect() {
  const std::lock_guard lock(mutex_);
  Collection collection;
  Run("process", collection, [&] { return CollectProcesses(collection); });
  if (options_.cgroup) Run("cgroup", collection, [&] { return CollectCgroups(collection); });
  if (options_.system) Run("system", collection, [&] { return CollectSystem(collection); });
  return collection;
}

bool Collector::CollectProcesses(Collection& collection) {
  const auto pids = table_.Refresh();
  if (!pids) {
    LogError("processes cannot be listed", {{"error", pids.error().detail}});
    return false;
  }
  for (const pid_t pid : *pids) {
    if (auto sample = Observe(pid)) collection.samples.push_back(std::move(*sample));
  }
  Repeat(collection.samples);
  TellFailures(collection.samples);
  return true;
}

// The heap is read before the stat: when the stat still shows the same process afterwards, then the
// heap was that process's too, however quickly pids are used again.
std::optional<Sample> Collector::Observe(pid_t pid) {
  for (int look = 0; look < kMaxLooks; ++look) {
    const KnownProcess* const before = table_.Find(pid);
    if (before != nullptr && table_.IsAtRest(*before)) return std::nullopt;
    auto heap = before != nullptr ? ReadHeap(before->inspection) : std::nullopt;
    const auto stat = table_.ReadStat(pid);
    if (!stat || IsDead(*stat)) return std::nullopt;
    const bool same = table_.IsStill(*stat);
    const KnownProcess* const process = table_.Update(*stat);
    if (process == nullptr || process->inspection.target == nullptr) return std::nullopt;
    if (same && HasHeap(process->inspection) == heap.has_value()) {
      return MakeSample(process->inspection, proc_.UsageOf(*stat), std::move(heap));
    }
  }
  return std::nullopt;
}

void Collector::Repeat(std::vector<Sample>& samples) {
  std::vector<Sample*> pending;
  for (Sample& sample : samples) {
    if (IsWorthRepeating(sample)) pending.push_back(&sample);
  }
  for (const microseconds wait : kWaits) {
    if (pending.empty()) return;
    if (wait.count() > 0) sleep_(wait);
    std::erase_if(pending, [this](Sample* sample) {
      auto again = Observe(sample->target->id.pid);
      if (again && IsBetter(*again, *sample)) *sample = std::move(*again);
      return !again || !IsWorthRepeating(*sample);
    });
  }
}

// Says once for each process why its heap cannot be read; a person would not want it at every
// scrape.
void Collector::TellFailures(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    if (!sample.heap || *sample.heap) continue;
    const Error& error = sample.heap->error();
    const pid_t pid = sample.target->id.pid;
    KnownProcess* const process = table_.Find(pid);
    if (process == nullptr || process->told == error.reason || IsTransient(error.reason)) continue;
    process->told = error.reason;
    LogWarn("heap figures cannot be read", {{"pid", std::to_string(pid)},
                                            {"process", sample.target->process},
                                            {"reason", ReasonName(error.reason)},
                                            {"error", Explanation(error, proc_, pid)}});
  }
}

// Targets of one cgroup share one look at its files.
bool Collector::CollectCgroups(Collection& collection) {
  std::map<CgroupMemoryFiles, std::optional<CgroupMemory>> by_files;
  bool success = true;
  for (Sample& sample : collection.samples) {
    const KnownProcess* const process = table_.Find(sample.target->id.pid);
    if (process == nullptr || !process->inspection.cgroup) continue;
    const CgroupMemoryFiles& files = *process->inspection.cgroup;
    auto known = by_files.find(files);
    if (known == by_files.end()) {
      const auto memory = ReadCgroupMemory(files);
      success = success && (memory || memory.error().reason == Reason::kProcessGone);
      known = by_files.emplace(files, memory.value_or(std::nullopt)).first;
    }
    sample.cgroup = known->second;
  }
  return success;
}

bool Collector::CollectSystem(Collection& collection) {
  const auto system = proc_.ReadMeminfo();
  if (system) collection.system = *system;
  return system.has_value();
}

}  // namespace heap_exporter
