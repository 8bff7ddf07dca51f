#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heap_exporter {

// One line of /proc/PID/cgroup: in which cgroup of one hierarchy the process is.
struct CgroupEntry {
  std::string controllers;  // "memory" or "cpu,cpuacct"; empty for cgroup v2
  std::string path;         // "/system.slice/api.service", as seen from our own cgroup namespace

  bool operator==(const CgroupEntry&) const = default;
};

// Parses the text of /proc/PID/cgroup (cgroups(7)). Lines of an unknown form are skipped.
[[nodiscard]] std::vector<CgroupEntry> ParseCgroups(std::string_view text);

// True where `entry` belongs to the v1 hierarchy of the memory controller.
[[nodiscard]] bool IsMemoryHierarchyV1(const CgroupEntry& entry);

// The id of the container that a cgroup path names, as Docker, containerd and CRI-O write it: the
// last 64 hexadecimal digits in a row. Empty where there is none.
[[nodiscard]] std::string ContainerIdOf(std::string_view cgroup_path);

// The uid of the Kubernetes pod that a cgroup path names, the innermost of several. With dashes as
// Kubernetes prints it (the kubelet's systemd driver writes underscores); that of a static pod is
// 32 hexadecimal digits without. Empty where there is none.
[[nodiscard]] std::string PodUidOf(std::string_view cgroup_path);

// In which container, and in which pod, a process is; empty where its cgroups do not tell.
struct ContainerNames {
  std::string container_id;
  std::string pod_uid;

  bool operator==(const ContainerNames&) const = default;
};

// What the paths of all cgroups of one process tell, taken from the one that tells most: with v1 an
// engine does not place a process in every hierarchy.
[[nodiscard]] ContainerNames ContainerNamesOf(const std::vector<std::string>& cgroup_paths);

}  // namespace heap_exporter
