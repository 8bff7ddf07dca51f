#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "discovery/process_table.h"
#include "model/sample.h"
#include "os/proc_fs.h"

namespace heap_exporter {

// Which parts of a collection are wanted.
struct CollectorOptions {
  bool system = true;
  bool cgroup = true;
};

// Makes collections: everything about all targets, read now. Nothing is kept from one to the next
// but what the process table knows. May be called from several threads; they take turns, each for
// one collection.
class Collector {
 public:
  // How it waits between attempts; a test hands in another way.
  using Sleep = std::function<void(std::chrono::microseconds)>;

  // Both references must outlive the collector.
  Collector(const ProcFs& proc, ProcessTable& table, CollectorOptions options, Sleep sleep);

  // Never fails as a whole: what could not be read is absent, and `runs` tells which part failed.
  [[nodiscard]] Collection Collect();

 private:
  bool CollectProcesses(Collection& collection);
  bool CollectSystem(Collection& collection);
  bool CollectCgroups(Collection& collection);
  [[nodiscard]] std::optional<Sample> Observe(pid_t pid);
  void Repeat(std::vector<Sample>& samples);
  void TellFailures(const std::vector<Sample>& samples);

  const ProcFs& proc_;
  ProcessTable& table_;
  const CollectorOptions options_;
  const Sleep sleep_;
  std::mutex mutex_;  // guards the table and what is behind it
};

}  // namespace heap_exporter
