#include "discovery/process_table.h"

#include <algorithm>
#include <utility>

namespace heap_exporter {
namespace {

constexpr std::chrono::seconds kFirstReinspection{1};

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

KnownProcess* ProcessTable::Find(pid_t pid) {
  const auto found = processes_.find(pid);
  return found == processes_.end() ? nullptr : &found->second;
}

KnownProcess* ProcessTable::Update(const ProcessStat& stat) {
  KnownProcess* known = Find(stat.id.pid);
  const auto now = clock_();
  if (known != nullptr && known->IsStill(stat) && now < known->next_inspection) return known;

  if (known == nullptr || !known->IsStill(stat)) {
    KnownProcess fresh;
    fresh.id = stat.id;
    fresh.exec_mark = stat.exec_mark;
    fresh.first_seen = now;
    known = &processes_.insert_or_assign(stat.id.pid, std::move(fresh)).first->second;
  }
  if (!Inspect(*known, stat)) {
    processes_.erase(stat.id.pid);
    return nullptr;
  }
  known->next_inspection = now + std::max<SteadyClock::result_type::duration>(
                                     now - known->first_seen, kFirstReinspection);
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
