#include "runtime/node/memory_reader.h"

#include <algorithm>

#include "base/log.h"
#include "os/budgeted_memory.h"

namespace heap_exporter {
namespace {

// A line of the memory map takes the kernel and us as long as half a step.
constexpr std::size_t kMappingsAStep = 2;

// The most reads that do with a plan that lacks workers.
constexpr std::size_t kMaxPause = 63;

// True for errors that say that the plan does not fit the process any more: isolates came or went,
// or their memory was given back.
bool IsPlanStale(Reason reason) {
  return reason == Reason::kLayoutMismatch || reason == Reason::kBadAddress;
}

// A shape that is taught leads to array buffers: a process that seems to have none may be another.
bool HasArrayBuffers(const Result<ProcessPlan>& plan) {
  return plan && plan->isolates.front().array_buffers;
}

}  // namespace

NodeMemoryReader::NodeMemoryReader(const ProcFs& proc, pid_t pid, std::unique_ptr<Memory> memory,
                                   const NodeAddresses& addresses, V8Minor version,
                                   std::shared_ptr<BinaryKnowledge> knowledge)
    : proc_(proc),
      pid_(pid),
      memory_(std::move(memory)),
      addresses_(addresses),
      version_(version),
      knowledge_(std::move(knowledge)),
      budget_(kPlanSteps) {}

Result<HeapSnapshot> NodeMemoryReader::Read() {
  budget_.Earn();
  if (NeedsPlan()) {
    if (auto made = MakePlan(); !made) return Fail(made);
  }
  auto snapshot = ReadPlanned();
  if (snapshot) budget_.Refill();
  if (!snapshot && IsPlanStale(snapshot.error().reason)) {
    plan_.reset();  // the next attempt plans anew
    failure_ = {.reason = Reason::kInconsistent, .detail = snapshot.error().detail};
    return tl::unexpected<Error>(failure_);
  }
  return snapshot;
}

// A worker that is starting has a heap a moment later; one that never gets one must not cost a plan
// at every read.
bool NodeMemoryReader::NeedsPlan() {
  if (!plan_) return true;
  if (plan_->workers_without_plan == 0) return false;
  if (reads_before_plan_ == 0) return true;
  --reads_before_plan_;
  return false;
}

Result<void> NodeMemoryReader::MakePlan() {
  plan_.reset();
  confirmed_.clear();
  if (!budget_.IsLeft()) return tl::unexpected<Error>(failure_);
  auto plan = FindPlan();
  if (!plan) {
    failure_ = plan.error();
    return Fail(plan);
  }
  plan_ = std::move(*plan);
  reads_before_plan_ = pause_;
  pause_ = plan_->workers_without_plan == 0 ? 0 : std::min(2 * pause_ + 1, kMaxPause);
  TellWhatIsLeftOut();
  gc_totals_.KeepOnly([this](std::uint64_t isolate) {
    return std::any_of(
        plan_->isolates.begin(), plan_->isolates.end(),
        [isolate](const IsolatePlan& plan_of) { return plan_of.entry.isolate == isolate; });
  });
  return {};
}

Result<ProcessPlan> NodeMemoryReader::FindPlan() {
  if (!knowledge_->shape) return PlanBySearch();
  auto known = PlanAsKnown();
  if (HasArrayBuffers(known)) return known;
  // What the binary's other processes taught may be wrong for this one.
  auto searched = PlanBySearch();
  return searched || !known ? std::move(searched) : std::move(known);
}

// Needs no memory map, which costs the kernel more than everything else here.
Result<ProcessPlan> NodeMemoryReader::PlanAsKnown() {
  return PlanWithin(nullptr, knowledge_.get());
}

Result<ProcessPlan> NodeMemoryReader::PlanBySearch() {
  const auto map = proc_.ReadMemoryMap(pid_);
  if (!map) return Fail(map);
  budget_.Spend(map->mappings().size() / kMappingsAStep);
  return PlanWithin(&*map, nullptr);
}

Result<ProcessPlan> NodeMemoryReader::PlanWithin(const MemoryMap* map,
                                                 const BinaryKnowledge* known) {
  const BudgetedMemory budgeted(*memory_, kPlanSteps);
  auto plan = MakeProcessPlan(MappedMemory(budgeted, map), addresses_, version_, known);
  budget_.Spend(kPlanSteps - budgeted.steps_left());
  return plan;
}

Result<HeapSnapshot> NodeMemoryReader::ReadPlanned() {
  // Reads follow each other in one thread, and the words are of no use after each: one buffer for
  // all.
  thread_local std::vector<std::uint64_t> buffer;
  if (auto done = plan_->words.Read(*memory_, buffer); !done) return Fail(done);
  const Words words(plan_->words, buffer);
  if (words[plan_->isolate_count] != plan_->registered) {
    return Fail(Reason::kLayoutMismatch, "an isolate came or went");
  }
  if (auto confirmed = plan_->workers.Confirm(*memory_); !confirmed) return Fail(confirmed);
  return ReadIsolates(words);
}

Result<HeapSnapshot> NodeMemoryReader::ReadIsolates(const Words& words) {
  HeapSnapshot snapshot;
  snapshot.workers_unread = plan_->workers_without_plan;
  for (const IsolatePlan& plan : plan_->isolates) {
    auto heap = ReadIsolate(plan, words);
    if (heap && heap->gc) gc_totals_.See(plan.entry.isolate, *heap->gc);
    if (plan.owner.IsMainThread()) {
      if (!heap) return Fail(heap);
      snapshot.main = std::move(*heap);
    } else if (heap) {
      snapshot.workers.push_back(
          {.label = plan_->workers.LabelOf(plan.entry.isolate), .heap = std::move(*heap)});
    } else if (IsPlanStale(heap.error().reason)) {
      return Fail(heap);
    } else {
      ++snapshot.workers_unread;
    }
  }
  if (snapshot.main.gc) snapshot.gc = gc_totals_.Sum();
  return snapshot;
}

// Says once for each process what it is that a person misses, and why.
void NodeMemoryReader::TellWhatIsLeftOut() {
  const CheckedLayout& layout = *plan_->layout;
  if (told_ || (layout.is_new_space_known && layout.is_heap_known)) return;
  told_ = true;
  LogWarn("some heap figures are left out",
          {{"pid", std::to_string(pid_)},
           {"left_out", layout.is_heap_known ? "heap used, heap limit, use of the new space"
                                             : "all but heap total, the use of other spaces than "
                                               "the new one, and array buffers"},
           {"why", layout.detail}});
}

// Tells the other processes of the binary what was found out here, if there is something new.
void NodeMemoryReader::Teach() {
  if (!knowledge_->shape && plan_->shape.array_buffer_allocator) knowledge_->shape = plan_->shape;
  if (!knowledge_->layout && plan_->layout->verdict == RowVerdict::kConfirmed) {
    knowledge_->layout = plan_->layout;
    knowledge_->vtables = plan_->vtables;
  }
}

// Before anything is believed of an isolate, the sum over its spaces must have been confirmed once
// by V8's own allocator, which counts in another place.
Result<IsolateHeap> NodeMemoryReader::ReadIsolate(const IsolatePlan& plan, const Words& words) {
  auto figures = ReadFigures(plan, words);
  if (!figures) return Fail(figures);
  if (figures->sum_confirmed) {
    confirmed_.insert(plan.entry.isolate);
    Teach();
  }
  if (!confirmed_.contains(plan.entry.isolate)) {
    return Fail(Reason::kInconsistent, "the sum of the spaces is not what V8's allocator counts");
  }
  return std::move(figures->heap);
}

}  // namespace heap_exporter
