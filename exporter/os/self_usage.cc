#include "os/self_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "os/proc_fs.h"

namespace heap_exporter {
namespace {

constexpr const char* kProc = "/proc";
constexpr const char* kDescriptors = "/proc/self/fd";

std::optional<std::uint64_t> CountDescriptors() {
  std::error_code error;
  std::uint64_t count = 0;
  std::filesystem::directory_iterator entry(kDescriptors, error);
  for (; !error && entry != end(entry); entry.increment(error)) ++count;
  if (error) return std::nullopt;
  return count - 1;  // the listing itself holds one open
}

}  // namespace

std::optional<SelfUsage> ReadSelfUsage() {
  static const Result<ProcFs> proc = ProcFs::Open(kProc);
  if (!proc) return std::nullopt;
  const auto stat = proc->ReadStat(getpid());
  rlimit limit{};
  const auto open_fds = CountDescriptors();
  if (!stat || !open_fds || getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return SelfUsage{.usage = proc->UsageOf(*stat), .open_fds = *open_fds, .max_fds = limit.rlim_cur};
}

}  // namespace heap_exporter
