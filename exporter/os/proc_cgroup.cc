#include "os/proc_cgroup.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "os/text.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kContainerIdLength = 64;

// What the API server gives a pod, and what the kubelet gives a static pod of its own: the MD5 sum
// of its manifest (applyDefaults() in Kubernetes' pkg/kubelet/config/common.go).
constexpr std::string_view kPodUidForms[] = {"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
                                             "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};

bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

bool HasForm(std::string_view text, std::string_view form) {
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    return wanted == 'x' ? IsHexDigit(c) : c == '-' || c == '_';
  });
}

// The uid with which `text` begins, if a cgroup's name ends there; ".slice" may follow.
std::string_view PodUidAtFront(std::string_view text) {
  for (const std::string_view form : kPodUidForms) {
    const std::string_view rest = text.substr(std::min(form.size(), text.size()));
    const bool name_ends = rest.empty() || rest.front() == '/' || rest.front() == '.';
    if (name_ends && HasForm(text.substr(0, form.size()), form)) return text.substr(0, form.size());
  }
  return {};
}

// The kubelet names the cgroup of a pod "podUID", or "kubepods-burstable-podUID.slice".
bool MayBeginAt(std::string_view path, std::size_t at) {
  return at == 0 || path[at - 1] == '/' || path[at - 1] == '-';
}

// The pod counts more: without one it may be the container of the node, as in a cluster of kind.
int HowMuch(const ContainerNames& names) {
  return (names.pod_uid.empty() ? 0 : 2) + (names.container_id.empty() ? 0 : 1);
}

}  // namespace

std::vector<CgroupEntry> ParseCgroups(std::string_view text) {
  std::vector<CgroupEntry> entries;
  while (!text.empty()) {
    std::string_view line = CutFront(text, '\n');
    const std::string_view hierarchy = CutFront(line, ':');
    const std::string_view controllers = CutFront(line, ':');
    if (!ParseNumber<unsigned>(hierarchy) || !line.starts_with('/')) continue;
    entries.push_back({.controllers = std::string(controllers), .path = std::string(line)});
  }
  return entries;
}

bool IsMemoryHierarchyV1(const CgroupEntry& entry) {
  std::string_view rest = entry.controllers;
  while (!rest.empty()) {
    if (CutFront(rest, ',') == "memory") return true;
  }
  return false;
}

std::string ContainerIdOf(std::string_view cgroup_path) {
  auto end = cgroup_path.rbegin();
  while (end != cgroup_path.rend()) {
    const auto first = std::find_if(end, cgroup_path.rend(), IsHexDigit);
    const auto last = std::find_if_not(first, cgroup_path.rend(), IsHexDigit);
    if (last - first == kContainerIdLength) return {last.base(), first.base()};
    end = last;
  }
  return {};
}

std::string PodUidOf(std::string_view cgroup_path) {
  constexpr std::string_view kPrefix = "pod";
  std::string_view found;
  for (std::size_t at = cgroup_path.find(kPrefix); at != std::string_view::npos;
       at = cgroup_path.find(kPrefix, at + 1)) {
    if (!MayBeginAt(cgroup_path, at)) continue;
    const std::string_view uid = PodUidAtFront(cgroup_path.substr(at + kPrefix.size()));
    if (!uid.empty()) found = uid;
  }
  std::string uid(found);
  std::replace(uid.begin(), uid.end(), '_', '-');
  return uid;
}

ContainerNames ContainerNamesOf(const std::vector<std::string>& cgroup_paths) {
  ContainerNames best;
  for (const std::string& path : cgroup_paths) {
    ContainerNames names{.container_id = ContainerIdOf(path), .pod_uid = PodUidOf(path)};
    if (HowMuch(names) > HowMuch(best)) best = std::move(names);
  }
  return best;
}

}  // namespace heap_exporter
