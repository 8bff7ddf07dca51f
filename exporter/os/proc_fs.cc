#include "os/proc_fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "os/errno_error.h"
#include "os/meminfo.h"
#include "os/read_file.h"
#include "os/text.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kMaxStatBytes = 2048;  // 52 numbers and a name
constexpr std::size_t kMaxSmallFileBytes = 64 * 1024;
constexpr std::size_t kMaxKernelStatBytes =
    4 * 1024 * 1024;  // has a line for each CPU, one for interrupts

// "PID/name" without an allocation: this is on the path of every process at every scrape.
class ProcessPath {
 public:
  ProcessPath(pid_t pid, const char* name) {
    std::snprintf(text_.data(), text_.size(), "%d/%s", pid, name);
  }
  [[nodiscard]] const char* get() const { return text_.data(); }

 private:
  std::array<char, 32> text_{};
};

Result<FileId> StatFile(int directory, const char* path) {
  struct stat info {};
  if (fstatat(directory, path, &info, 0) != 0) return FailErrno(errno, path);
  // Whoever owns a file can give it a time that does not fit; it may wrap around, but not overflow.
  const auto seconds = static_cast<std::uint64_t>(info.st_mtim.tv_sec);
  const auto nanoseconds = static_cast<std::uint64_t>(info.st_mtim.tv_nsec);
  return FileId{.device = info.st_dev,
                .inode = info.st_ino,
                .modified_ns = static_cast<std::int64_t>(seconds * 1'000'000'000 + nanoseconds)};
}

Result<UniqueFd> OpenForReading(int directory, const char* path) {
  UniqueFd fd(openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return FailErrno(errno, path);
  return fd;
}

Result<Credentials> ReadCredentials(int directory, const char* path) {
  const auto status = ReadFile(directory, path, kMaxSmallFileBytes);
  return status ? ParseCredentials(*status) : Fail(status);
}

// The number behind `key` at the start of a line, as in "btime 1700000000" and "Uid:\t0\t0\t0\t0".
template <std::integral T>
std::optional<T> FindNumber(std::string_view text, std::string_view key, unsigned column = 0) {
  while (!text.empty()) {
    std::string_view line = CutFront(text, '\n');
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    for (unsigned skipped = 0; skipped < column; ++skipped) CutFront(line, '\t');
    return ParseNumber<T>(CutFront(line, '\t'));
  }
  return std::nullopt;
}

}  // namespace

Result<ProcFs> ProcFs::Open(const std::string& root) {
  ProcFs proc(root);
  proc.directory_ = UniqueFd(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc.directory_.valid()) return FailErrno(errno, root);
  const auto kernel_stat = ReadFile(proc.directory_.get(), "stat", kMaxKernelStatBytes);
  if (!kernel_stat) return Fail(kernel_stat);
  const auto boot_time = FindNumber<std::uint64_t>(*kernel_stat, "btime ");
  if (!boot_time) return Fail(Reason::kMalformed, root + "/stat: no btime");
  proc.boot_time_seconds_ = static_cast<double>(*boot_time);
  return proc;
}

Result<std::vector<pid_t>> ProcFs::ListPids() const {
  // A descriptor of its own: the read position belongs to the descriptor, and threads may list at
  // once.
  const int fd = openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FailErrno(errno, root_);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fdopendir(fd), closedir);
  if (directory == nullptr) return FailErrno(errno, root_);
  std::vector<pid_t> pids;
  while (const dirent* const entry = readdir(directory.get())) {
    const auto pid = ParseNumber<pid_t>(entry->d_name);
    if (pid && *pid > 0) pids.push_back(*pid);
  }
  return pids;
}

Result<ProcessStat> ProcFs::ReadStat(pid_t pid) const {
  std::array<char, kMaxStatBytes> buffer;
  const auto text = ReadFile(directory_.get(), ProcessPath(pid, "stat").get(), buffer);
  if (!text) return Fail(text);
  return ParseProcessStat(*text);
}

Result<UniqueFd> ProcFs::OpenStat(pid_t pid) const {
  return OpenForReading(directory_.get(), ProcessPath(pid, "stat").get());
}

Result<ProcessStat> ProcFs::ReadStat(const UniqueFd& file) {
  std::array<char, kMaxStatBytes> buffer;
  const ssize_t length = pread(file.get(), buffer.data(), buffer.size(), 0);
  if (length < 0) return FailErrno(errno, "stat");
  return ParseProcessStat({buffer.data(), static_cast<std::size_t>(length)});
}

Result<std::vector<std::string>> ProcFs::ReadCommandLine(pid_t pid) const {
  const auto text =
      ReadFileHead(directory_.get(), ProcessPath(pid, "cmdline").get(), kMaxCommandLineBytes);
  if (!text) return Fail(text);
  std::vector<std::string> arguments;
  std::string_view rest = *text;
  while (!rest.empty()) arguments.emplace_back(CutFront(rest, '\0'));
  return arguments;
}

Result<uid_t> ProcFs::ReadUser(pid_t pid) const {
  const auto status =
      ReadFile(directory_.get(), ProcessPath(pid, "status").get(), kMaxSmallFileBytes);
  if (!status) return Fail(status);
  const auto uid = FindNumber<uid_t>(*status, "Uid:\t", 1);
  if (!uid) return Fail(Reason::kMalformed, "status has no effective Uid");
  return *uid;
}

Result<std::vector<CgroupEntry>> ProcFs::ReadCgroups(pid_t pid) const {
  const auto text =
      ReadFile(directory_.get(), ProcessPath(pid, "cgroup").get(), kMaxSmallFileBytes);
  if (!text) return Fail(text);
  return ParseCgroups(*text);
}

Result<TraceRights> ProcFs::ReadTraceRights(pid_t pid) const {
  const auto ours = ReadCredentials(directory_.get(), "self/status");
  if (!ours) return Fail(ours);
  const auto target = ReadCredentials(directory_.get(), ProcessPath(pid, "status").get());
  if (!target) return Fail(target);
  TraceRights rights{.ours = *ours, .target = *target, .yama_scope = {}};
  const auto scope = ReadFile(directory_.get(), "sys/kernel/yama/ptrace_scope", kMaxSmallFileBytes);
  if (scope) rights.yama_scope = ParseNumber<int>(std::string_view(*scope).substr(0, 1));
  return rights;
}

Result<MemoryMap> ProcFs::ReadMemoryMap(pid_t pid) const {
  const auto text = ReadFile(directory_.get(), ProcessPath(pid, "maps").get(), kMaxMemoryMapBytes);
  if (!text) return Fail(text);
  return ParseMemoryMap(*text);
}

Result<std::string> ProcFs::ReadExePath(pid_t pid) const {
  return ReadLink(directory_.get(), ProcessPath(pid, "exe").get());
}

Result<std::string> ProcFs::ReadWorkingDirectory(pid_t pid) const {
  return ReadLink(directory_.get(), ProcessPath(pid, "cwd").get());
}

Result<FileId> ProcFs::ReadExeId(pid_t pid) const {
  return StatFile(directory_.get(), ProcessPath(pid, "exe").get());
}

Result<UniqueFd> ProcFs::OpenExe(pid_t pid) const {
  return OpenForReading(directory_.get(), ProcessPath(pid, "exe").get());
}

Result<FileId> ProcFs::ReadFileId(pid_t pid, const std::string& path) const {
  return StatFile(AT_FDCWD, (RootOf(pid) + path).c_str());
}

Result<UniqueFd> ProcFs::OpenFile(pid_t pid, const std::string& path) const {
  return OpenForReading(AT_FDCWD, (RootOf(pid) + path).c_str());
}

Result<UniqueFd> ProcFs::OpenMemory(pid_t pid) const {
  return OpenForReading(directory_.get(), ProcessPath(pid, "mem").get());
}

Result<SystemMemory> ProcFs::ReadMeminfo() const {
  const auto text = ReadFile(directory_.get(), "meminfo", kMaxSmallFileBytes);
  if (!text) return Fail(text);
  return ParseMeminfo(*text);
}

ProcessUsage ProcFs::UsageOf(const ProcessStat& stat) const {
  static const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  static const auto page_size = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const auto seconds = [](std::uint64_t ticks) {
    return static_cast<double>(ticks) / ticks_per_second;
  };
  return ProcessUsage{
      .resident_bytes = stat.resident_pages * page_size,
      .virtual_bytes = stat.virtual_bytes,
      .cpu_user_seconds = seconds(stat.user_ticks),
      .cpu_system_seconds = seconds(stat.system_ticks),
      .start_time_seconds = boot_time_seconds_ + seconds(stat.id.start_time),
      .threads = stat.threads,
  };
}

std::string ProcFs::RootOf(pid_t pid) const { return root_ + "/" + std::to_string(pid) + "/root"; }

}  // namespace heap_exporter
