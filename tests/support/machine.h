#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "discovery/process_inspector.h"
#include "discovery/process_table.h"
#include "metrics/collector.h"
#include "runtime/node/node_runtime.h"
#include "support/borrowed_memory.h"
#include "support/fake_memory.h"
#include "support/fake_node.h"
#include "support/proc_tree.h"

namespace heap_exporter::testing {

// A machine with processes that do not exist, and everything of the exporter up to a collection
// above it. Its clock stands still until it is told to go on.
class Machine {
 public:
  explicit Machine(Selection selection = Selection(), CollectorOptions options = {})
      : selection_(std::move(selection)),
        inspector_(proc_, tree.RealPath("/cgroup"), Runtimes(), selection_),
        table_(proc_, inspector_, [this] { return now_; }),
        collector_(proc_, table_, options, [this](std::chrono::microseconds wait) {
          waited += wait;
          if (on_wait) on_wait();
        }) {}

  // A process that runs Node.js, with that memory; the memory is the caller's.
  void AddNode(FakeProcess process, const Memory& memory) {
    process.maps = FakeNode::Maps(tree.RealPath(process.exe));
    AddProcess(process, memory);
  }
  void AddProcess(const FakeProcess& process, const Memory& memory) {
    tree.Add(process);
    memories_[process.pid] = &memory;
  }

  Collection Collect() { return collector_.Collect(); }
  void Pass(std::chrono::seconds time) { now_ += time; }
  ProcessTable& table() { return table_; }
  ProcessInspector& inspector() { return inspector_; }

  ProcTree tree;
  std::chrono::microseconds waited{0};
  std::function<void()> on_wait;

 private:
  std::vector<std::unique_ptr<Runtime>> Runtimes() {
    std::vector<std::unique_ptr<Runtime>> runtimes;
    runtimes.push_back(std::make_unique<NodeRuntime>(
        proc_, [this](pid_t pid) { return OpenMemory(pid); }, std::vector<std::string>{"memory"}));
    return runtimes;
  }

  std::unique_ptr<Memory> OpenMemory(pid_t pid) const {
    const auto found = memories_.find(pid);
    return Borrow(found == memories_.end() ? nothing_ : *found->second);
  }

  const FakeMemory nothing_;
  std::map<pid_t, const Memory*> memories_;
  std::chrono::steady_clock::time_point now_{};
  ProcFs proc_ = tree.Open();
  const Selection selection_;
  ProcessInspector inspector_;
  ProcessTable table_;
  Collector collector_;
};

}  // namespace heap_exporter::testing
