#include "os/proc_cgroup.h"

#include <algorithm>
#include <cctype>

#include "os/text.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kContainerIdLength = 64;
constexpr std::string_view kPodUidForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

bool HasPodUidForm(std::string_view text) {
  return std::equal(
      text.begin(), text.end(), kPodUidForm.begin(), kPodUidForm.end(),
      [](char c, char form) { return form == 'x' ? IsHexDigit(c) : c == '-' || c == '_'; });
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
  for (std::size_t at = cgroup_path.find(kPrefix); at != std::string_view::npos;
       at = cgroup_path.find(kPrefix, at + 1)) {
    std::string uid(cgroup_path.substr(at + kPrefix.size(), kPodUidForm.size()));
    if (!HasPodUidForm(uid)) continue;
    std::replace(uid.begin(), uid.end(), '_', '-');
    return uid;
  }
  return {};
}

}  // namespace heap_exporter
