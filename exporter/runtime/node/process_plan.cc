#include "runtime/node/process_plan.h"

#include <optional>

namespace heap_exporter {
namespace {

// Which entry is the main thread's. With one isolate there is nothing to tell apart; an entry whose
// owner cannot be told is that of a worker that is starting or ending.
Result<std::size_t> FindMain(const MappedMemory& memory, const NodeAddresses& addresses,
                             const std::vector<IsolateEntry>& entries) {
  if (entries.size() == 1) return 0;
  std::optional<std::size_t> main;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto owner = FindOwner(memory, addresses, entries[i]);
    if (!owner || *owner != IsolateOwner::kMainThread) continue;
    if (main) return Fail(Reason::kInconsistent, "two isolates seem to be the main thread's");
    main = i;
  }
  if (!main) return Fail(Reason::kInconsistent, "no isolate seems to be the main thread's");
  return *main;
}

}  // namespace

Result<ProcessPlan> MakeProcessPlan(const MappedMemory& memory, const NodeAddresses& addresses,
                                    const V8Layout& layout, const HeapShape* known_shape) {
  const auto list = ListIsolates(memory, addresses);
  if (!list) return Fail(list);
  const auto main = FindMain(memory, addresses, list->entries);
  if (!main) return Fail(main);

  ProcessPlan plan;
  const std::uint64_t main_isolate = list->entries[*main].isolate;
  auto shape = known_shape != nullptr ? Result<HeapShape>(*known_shape)
                                      : FindHeapShape(memory, addresses, layout, main_isolate);
  if (!shape) return Fail(shape);
  plan.shape = std::move(*shape);
  plan.isolate_count = plan.words.Add(list->count_address);
  plan.registered = list->entries.size();
  auto main_plan = MakeIsolatePlan(memory, addresses, layout, plan.shape, list->entries[*main],
                                   IsolateOwner::kMainThread, plan.words);
  if (!main_plan) return Fail(main_plan);
  plan.isolates.push_back(std::move(*main_plan));
  for (std::size_t i = 0; i < list->entries.size(); ++i) {
    if (i == *main) continue;
    auto worker = MakeIsolatePlan(memory, addresses, layout, plan.shape, list->entries[i],
                                  IsolateOwner::kWorker, plan.words);
    if (worker) plan.isolates.push_back(std::move(*worker));
  }
  plan.workers_without_plan = plan.registered - plan.isolates.size();
  plan.words.Seal();
  return plan;
}

}  // namespace heap_exporter
