#include "runtime/node/process_plan.h"

#include <optional>

#include "runtime/node/array_buffers.h"
#include "runtime/node/process_layout.h"

namespace heap_exporter {
namespace {

// By entry; absent where the owner cannot be told: that of a worker that is starting or ending.
// With one isolate there is nothing to tell apart; with two main threads nothing more to find out.
std::vector<std::optional<IsolateOwner>> FindOwners(const MappedMemory& memory,
                                                    const NodeAddresses& addresses,
                                                    const std::vector<IsolateEntry>& entries) {
  if (entries.size() == 1) return {IsolateOwner{}};
  std::vector<std::optional<IsolateOwner>> owners;
  int mains = 0;
  for (const IsolateEntry& entry : entries) {
    const auto owner = FindOwner(memory, addresses, entry);
    owners.push_back(owner ? std::optional(*owner) : std::nullopt);
    if (owner && owner->IsMainThread() && ++mains > 1) break;
  }
  return owners;
}

// Which entry is the main thread's.
Result<std::size_t> FindMain(const std::vector<std::optional<IsolateOwner>>& owners) {
  std::optional<std::size_t> main;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (!owners[i] || !owners[i]->IsMainThread()) continue;
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

Result<void> PlanMainThread(const MappedMemory& memory, const NodeAddresses& addresses,
                            const IsolateEntry& entry, const IsolateObjects& objects,
                            ProcessPlan& plan) {
  auto isolate = MakeIsolatePlan(memory, *plan.layout, objects, entry, IsolateOwner{}, plan.words);
  if (!isolate) return Fail(isolate);
  if (objects.array_buffer_allocator != 0) {
    const auto bytes =
        FindArrayBufferBytes(memory, addresses.module, objects.array_buffer_allocator);
    if (!bytes) return Fail(bytes);
    isolate->array_buffers = plan.words.Add(*bytes);
  }
  plan.isolates.push_back(std::move(*isolate));
  return {};
}

// Adds a worker to the plan, unless it is starting or ending. One whose identity cannot be found
// for another reason is read without.
Result<void> PlanWorker(const MappedMemory& memory, const NodeAddresses& addresses,
                        const IsolateEntry& entry, const IsolateOwner& owner, ProcessPlan& plan) {
  const auto identity = FindWorkerIdentity(memory, *owner.worker, entry.isolate);
  if (!identity && identity.error().reason == Reason::kNotReady) return Fail(identity);
  const auto objects =
      LocateIsolateObjects(memory, addresses, plan.layout->layout, plan.shape, entry.isolate);
  if (!objects) return Fail(objects);
  auto isolate = MakeIsolatePlan(memory, *plan.layout, *objects, entry, owner, plan.words);
  if (!isolate) return Fail(isolate);
  plan.isolates.push_back(std::move(*isolate));
  if (identity) plan.workers.Add(entry.isolate, *identity);
  return {};
}

}  // namespace

Result<ProcessPlan> MakeProcessPlan(const MappedMemory& memory, const NodeAddresses& addresses,
                                    V8Minor version, const BinaryKnowledge* known) {
  const auto searched = LayoutForSearch(version);
  if (!searched) return Fail(searched);
  const auto list = ListIsolates(memory, addresses);
  if (!list) return Fail(list);
  const auto owners = FindOwners(memory, addresses, list->entries);
  const auto main = FindMain(owners);
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
  if (auto done = PlanMainThread(memory, addresses, main_entry, *objects, plan); !done) {
    return Fail(done);
  }
  for (std::size_t i = 0; i < list->entries.size(); ++i) {
    if (i == *main || !owners[i]) continue;
    static_cast<void>(PlanWorker(memory, addresses, list->entries[i], *owners[i], plan));
  }
  plan.workers_without_plan = plan.registered - plan.isolates.size();
  plan.words.Seal();
  plan.workers.Seal();
  return plan;
}

}  // namespace heap_exporter
