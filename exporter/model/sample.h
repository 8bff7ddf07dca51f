#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/heap_snapshot.h"
#include "model/process_id.h"

namespace heap_exporter {

// What does not change from scrape to scrape about a process that we report on. Texts come from the
// target and are hostile: any bytes, but bounded in length.
struct Target {
  ProcessId id;
  std::string process;          // what a person calls it, the label `process`
  std::string runtime;          // "nodejs"; empty for a process without a managed heap that we know
  std::string runtime_version;  // "22.11.0"; empty where unknown
  std::string exe;
  std::string user;
  std::string container_id;
  std::string pod_uid;
};

// What the kernel says of a process: bytes, seconds.
struct ProcessUsage {
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  double cpu_user_seconds = 0;
  double cpu_system_seconds = 0;
  double start_time_seconds = 0;  // since the epoch
  std::uint64_t threads = 0;
};

// Memory of the target's own cgroup. Exists only where the cgroup has a limit.
struct CgroupMemory {
  std::uint64_t limit_bytes = 0;
  std::uint64_t usage_bytes = 0;
};

// One target at one scrape.
struct Sample {
  std::shared_ptr<const Target> target;
  ProcessUsage usage;
  std::optional<CgroupMemory> cgroup;
  std::string_view reader;                   // which reader gave `heap`; empty where none did
  std::optional<Result<HeapSnapshot>> heap;  // absent for a target without a runtime
};

// The machine's memory as /proc/meminfo tells it.
struct SystemMemory {
  std::uint64_t total_bytes = 0;
  std::uint64_t free_bytes = 0;
  std::optional<std::uint64_t> available_bytes;  // absent on kernels before 3.14
};

// How one part of a collection went.
struct CollectorRun {
  std::string_view collector;
  double duration_seconds = 0;
  bool success = false;
};

// Everything that one scrape found out. Plain data: no Prometheus types, no open files.
struct Collection {
  std::vector<Sample> samples;
  std::optional<SystemMemory> system;
  std::vector<CollectorRun> runs;
};

}  // namespace heap_exporter
