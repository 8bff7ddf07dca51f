#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/sample.h"
#include "os/proc_cgroup.h"

namespace heap_exporter {

// The two files that tell the memory limit and the usage of one cgroup. Worth keeping: a process
// seldom changes its cgroup.
struct CgroupMemoryFiles {
  std::string limit;
  std::string usage;

  auto operator<=>(const CgroupMemoryFiles&) const = default;
};

// Finds the files of a process's own cgroup, v1 or v2. `cgroupfs` is where the cgroup file system
// is mounted for us; `target_cgroupfs` is the same as the process sees it
// (/proc/PID/root/sys/fs/cgroup), for containers whose cgroup is not under our mount. Nothing where
// neither has them.
[[nodiscard]] std::optional<CgroupMemoryFiles> FindCgroupMemoryFiles(
    const std::vector<CgroupEntry>& entries, const std::string& cgroupfs,
    const std::string& target_cgroupfs);

// The figures now; nothing where the cgroup has no limit. The error is one of reading or parsing.
[[nodiscard]] Result<std::optional<CgroupMemory>> ReadCgroupMemory(const CgroupMemoryFiles& files);

}  // namespace heap_exporter
