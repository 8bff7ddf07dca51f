#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "os/memory.h"
#include "os/proc_fs.h"
#include "runtime/heap_reader.h"
#include "runtime/node/binary_knowledge.h"
#include "runtime/node/gc_totals.h"
#include "runtime/node/isolate_figures.h"
#include "runtime/node/process_plan.h"
#include "runtime/node/search_budget.h"

namespace heap_exporter {

// Reads V8's accounting words out of a Node.js process that knows nothing of it: one system call a
// read, and one more where there are workers to be told apart. The first read, and one after
// isolates have come or gone, first finds out where the words are. Only places are remembered,
// never a figure (but for the collections that ended isolates had counted).
class NodeMemoryReader : public HeapReader {
 public:
  // `proc` must outlive the reader. `version` is that of the process's V8. `knowledge`, never null,
  // is that of its binary.
  NodeMemoryReader(const ProcFs& proc, pid_t pid, std::unique_ptr<Memory> memory,
                   const NodeAddresses& addresses, V8Minor version,
                   std::shared_ptr<BinaryKnowledge> knowledge);

  [[nodiscard]] std::string_view Name() const override { return "memory"; }

  // Where the main thread's isolate can be read but a worker's cannot, the snapshot says so in
  // `workers_unread`.
  [[nodiscard]] Result<HeapSnapshot> Read() override;

 private:
  bool NeedsPlan();
  Result<void> MakePlan();
  Result<ProcessPlan> FindPlan();
  Result<ProcessPlan> PlanAsKnown();
  Result<ProcessPlan> PlanBySearch();
  Result<ProcessPlan> PlanWithin(const MemoryMap* map, const BinaryKnowledge* known);
  void Teach();
  void TellWhatIsLeftOut();
  Result<HeapSnapshot> ReadPlanned();
  Result<HeapSnapshot> ReadIsolates(const Words& words);
  Result<IsolateHeap> ReadIsolate(const IsolatePlan& plan, const Words& words);

  const ProcFs& proc_;
  pid_t pid_;
  std::unique_ptr<Memory> memory_;
  NodeAddresses addresses_;
  V8Minor version_;
  std::shared_ptr<BinaryKnowledge> knowledge_;
  std::optional<ProcessPlan> plan_;
  SearchBudget budget_;
  Error failure_{};                    // why there is no plan, once one was made or tried
  std::size_t reads_before_plan_ = 0;  // how many reads still do with a plan that lacks workers
  std::size_t pause_ = 0;              // what that becomes when the next plan lacks some too
  bool told_ = false;                  // that some figures are left out
  std::set<std::uint64_t> confirmed_;  // isolates whose sum V8 confirmed since the plan was made
  GcTotals gc_totals_;
};

}  // namespace heap_exporter
