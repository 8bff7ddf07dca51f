#include "runtime/node/process_plan.h"

#include <optional>

#include "runtime/node/process_layout.h"

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

// How the main isolate's heap is found, and the layout that it has.
Result<IsolateObjects> FindMainObjects(const MappedMemory& memory, const NodeAddresses& addresses,
                                       const V8Layout& layout, const BinaryKnowledge* known,
                                       std::uint64_t isolate, HeapShape& shape) {
  if (known != nullptr && known->shape) {
    shape = *known->shape;
  } else {
    auto found = FindHeapShape(memory, addresses, layout, isolate);
    if (!found) return Fail(found);
    shape = std::move(*found);
  }
  return LocateIsolateObjects(memory, addresses, layout, shape, isolate);
}

// The known layout serves where the spaces are of the classes that it was checked for: a flag can
// choose others.
Result<std::shared_ptr<const CheckedLayout>> FindLayout(const MappedMemory& memory,
                                                        const V8Layout& searched,
                                                        const IsolateObjects& objects,
                                                        const BinaryKnowledge* known,
                                                        const SpaceVtables& vtables) {
  if (known != nullptr && known->layout && known->vtables == vtables) return known->layout;
  return FindProcessLayout(memory, searched, objects);
}

Result<IsolatePlan> PlanWorker(const MappedMemory& memory, const NodeAddresses& addresses,
                               const ProcessPlan& plan, const IsolateEntry& entry, WordSet& words) {
  const auto objects =
      LocateIsolateObjects(memory, addresses, plan.layout->layout, plan.shape, entry.isolate);
  if (!objects) return Fail(objects);
  return MakeIsolatePlan(memory, *plan.layout, *objects, entry, IsolateOwner::kWorker, words);
}

}  // namespace

Result<ProcessPlan> MakeProcessPlan(const MappedMemory& memory, const NodeAddresses& addresses,
                                    V8Minor version, const BinaryKnowledge* known) {
  const auto searched = LayoutForSearch(version);
  if (!searched) return Fail(searched);
  const auto list = ListIsolates(memory, addresses);
  if (!list) return Fail(list);
  const auto main = FindMain(memory, addresses, list->entries);
  if (!main) return Fail(main);
  const IsolateEntry& main_entry = list->entries[*main];

  ProcessPlan plan;
  const auto objects =
      FindMainObjects(memory, addresses, *searched, known, main_entry.isolate, plan.shape);
  if (!objects) return Fail(objects);
  plan.vtables = VtablesOf(*searched, *objects).From(addresses.module.start);
  auto layout = FindLayout(memory, *searched, *objects, known, plan.vtables);
  if (!layout) return Fail(layout);
  plan.layout = std::move(*layout);
  plan.isolate_count = plan.words.Add(list->count_address);
  plan.registered = list->entries.size();
  auto main_plan = MakeIsolatePlan(memory, *plan.layout, *objects, main_entry,
                                   IsolateOwner::kMainThread, plan.words);
  if (!main_plan) return Fail(main_plan);
  plan.isolates.push_back(std::move(*main_plan));
  for (std::size_t i = 0; i < list->entries.size(); ++i) {
    if (i == *main) continue;
    auto worker = PlanWorker(memory, addresses, plan, list->entries[i], plan.words);
    if (worker) plan.isolates.push_back(std::move(*worker));
  }
  plan.workers_without_plan = plan.registered - plan.isolates.size();
  plan.words.Seal();
  return plan;
}

}  // namespace heap_exporter
