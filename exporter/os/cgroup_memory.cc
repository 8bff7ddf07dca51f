#include "os/cgroup_memory.h"

#include <fcntl.h>

#include "os/read_file.h"
#include "os/text.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kMaxFileBytes = 64;

// What v1 answers where there is no limit: PAGE_COUNTER_MAX pages (include/linux/page_counter.h)
// with 4-KiB pages; with larger pages it is a little less, and nobody's limit is near.
constexpr std::uint64_t kUnlimitedV1 = 0x7fffffffffff0000;

CgroupMemoryFiles FilesV1(const std::string& folder) {
  return {.limit = folder + "/memory.limit_in_bytes", .usage = folder + "/memory.usage_in_bytes"};
}

CgroupMemoryFiles FilesV2(const std::string& folder) {
  return {.limit = folder + "/memory.max", .usage = folder + "/memory.current"};
}

// Where the entry's files can be, best guess first.
std::vector<CgroupMemoryFiles> Candidates(const CgroupEntry& entry, const std::string& cgroupfs,
                                          const std::string& target_cgroupfs) {
  // A path that starts with "/.." lies outside our cgroup namespace and so outside our mount.
  const bool outside = entry.path.starts_with("/..");
  std::vector<CgroupMemoryFiles> candidates;
  if (IsMemoryHierarchyV1(entry)) {
    if (!outside) candidates.push_back(FilesV1(cgroupfs + "/memory" + entry.path));
    candidates.push_back(FilesV1(target_cgroupfs + "/memory"));
  } else if (entry.controllers.empty()) {
    if (!outside) candidates.push_back(FilesV2(cgroupfs + entry.path));
    candidates.push_back(FilesV2(target_cgroupfs));
  }
  return candidates;
}

Result<std::string> ReadLine(const std::string& path) {
  auto text = ReadFile(AT_FDCWD, path.c_str(), kMaxFileBytes);
  if (text && text->ends_with('\n')) text->pop_back();
  return text;
}

}  // namespace

std::optional<CgroupMemoryFiles> FindCgroupMemoryFiles(const std::vector<CgroupEntry>& entries,
                                                       const std::string& cgroupfs,
                                                       const std::string& target_cgroupfs) {
  for (const CgroupEntry& entry : entries) {
    for (CgroupMemoryFiles& files : Candidates(entry, cgroupfs, target_cgroupfs)) {
      // Not access(2): for a user other than root it leaves out the capability that opens the
      // target's root, which is all that an exporter in a container of its own has.
      if (ReadLine(files.limit)) return std::move(files);
    }
  }
  return std::nullopt;
}

Result<std::optional<CgroupMemory>> ReadCgroupMemory(const CgroupMemoryFiles& files) {
  const auto limit_text = ReadLine(files.limit);
  if (!limit_text) return Fail(limit_text);
  if (*limit_text == "max") return std::nullopt;
  const auto limit = ParseNumber<std::uint64_t>(*limit_text);
  if (limit && *limit >= kUnlimitedV1) return std::nullopt;

  const auto usage_text = ReadLine(files.usage);
  if (!usage_text) return Fail(usage_text);
  const auto usage = ParseNumber<std::uint64_t>(*usage_text);
  if (!limit || !usage) return Fail(Reason::kMalformed, files.limit + ": not a number");
  return CgroupMemory{.limit_bytes = *limit, .usage_bytes = *usage};
}

}  // namespace heap_exporter
