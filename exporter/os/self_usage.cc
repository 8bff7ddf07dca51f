#include "os/self_usage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <system_error>

#include "os/proc_fs.h"

namespace heap_exporter {
namespace {

constexpr const char* kProc = "/proc";
constexpr const char* kDescriptors = "/proc/self/fd";

std::uint64_t CountDescriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries(kDescriptors, error);
  if (error) return 0;
  // The listing itself holds one descriptor open.
  return static_cast<std::uint64_t>(std::distance(begin(entries), end(entries))) - 1;
}

}  // namespace

std::optional<SelfUsage> ReadSelfUsage() {
  static const Result<ProcFs> proc = ProcFs::Open(kProc);
  if (!proc) return std::nullopt;
  const auto stat = proc->ReadStat(getpid());
  rlimit limit{};
  if (!stat || getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return SelfUsage{
      .usage = proc->UsageOf(*stat), .open_fds = CountDescriptors(), .max_fds = limit.rlim_cur};
}

}  // namespace heap_exporter
