#include "discovery/process_table.h"

#include <algorithm>
#include <utility>

namespace heap_exporter {
namespace {

using Duration = SteadyClock::result_type::duration;

constexpr Duration kFirstReinspection = std::chrono::seconds(1);
constexpr Duration kKernelThreadReinspection = std::chrono::minutes(1);

// How long what is known of a process counts.
Duration Rest(const KnownProcess& process, SteadyClock::result_type now) {
  const Duration rest = std::max(now - process.first_seen, kFirstReinspection);
  return process.kernel_thread ? std::min(rest, kKernelThreadReinspection) : rest;
}

}  // namespace

ProcessTable::ProcessTable(const ProcFs& proc, ProcessInspector& inspector, SteadyClock clock)
    : proc_(proc), inspector_(inspector), clock_(std::move(clock)) {}

Result<std::vector<pid_t>> ProcessTable::Refresh() {
  auto pids = proc_.ListPids();
  if (!pids) return pids;
  std::sort(pids->begin(), pids->end());
  std::erase_if(processes_, [&pids](const auto& entry) {
    return !std::binary_search(pids->begin(), pids->end(), entry.first);
  });
  return pids;
}

Result<ProcessStat> ProcessTable::ReadStat(pid_t pid) {
  const KnownProcess* const known = Find(pid);
  if (known != nullptr && known->stat_file.valid()) {
    auto stat = ProcFs::ReadStat(known->stat_file);
    if (stat) return stat;
    processes_.erase(pid);  // it has gone; another may have its pid
  }
  return proc_.ReadStat(pid);
}

KnownProcess* ProcessTable::Find(pid_t pid) {
  const auto found = processes_.find(pid);
  return found == processes_.end() ? nullptr : &found->second;
}

std::size_t ProcessTable::CountStatFiles() const {
  return static_cast<std::size_t>(
      std::count_if(processes_.begin(), processes_.end(),
                    [](const auto& entry) { return entry.second.stat_file.valid(); }));
}

bool ProcessTable::IsAtRest(const KnownProcess& process) const {
  return process.kernel_thread && clock_() < process.next_inspection;
}

bool ProcessTable::IsStill(const ProcessStat& stat) const {
  const auto known = processes_.find(stat.id.pid);
  return known != processes_.end() && known->second.id == stat.id &&
         known->second.exec_mark == stat.exec_mark;
}

KnownProcess* ProcessTable::Update(const ProcessStat& stat) {
  const auto now = clock_();
  const bool still = IsStill(stat);
  KnownProcess* known = Find(stat.id.pid);
  if (still && now < known->next_inspection) return known;

  if (!still) {
    KnownProcess fresh;
    fresh.id = stat.id;
    fresh.exec_mark = stat.exec_mark;
    fresh.kernel_thread = stat.kernel_thread;
    fresh.first_seen = now;
    if (!stat.kernel_thread && CountStatFiles() < kMaxStatFiles) {
      if (auto file = proc_.OpenStat(stat.id.pid)) fresh.stat_file = std::move(*file);
    }
    known = &processes_.insert_or_assign(stat.id.pid, std::move(fresh)).first->second;
  }
  if (!Inspect(*known, stat)) {
    processes_.erase(stat.id.pid);
    return nullptr;
  }
  known->next_inspection = now + Rest(*known, now);
  return known;
}

Result<void> ProcessTable::Inspect(KnownProcess& process, const ProcessStat& stat) {
  auto inspection = inspector_.Inspect(stat);
  if (!inspection) return Fail(inspection);
  // Readers know by now where the figures are, and what ended workers had counted.
  if (process.inspection.readers != nullptr && inspection->readers != nullptr) {
    inspection->readers = std::move(process.inspection.readers);
  }
  process.inspection = std::move(*inspection);
  return {};
}

}  // namespace heap_exporter
