#include "os/process_memory.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "os/errno_error.h"

namespace heap_exporter {
namespace {

// Ranges a call. The kernel takes IOV_MAX = 1024 of them, but then each of the server's many
// threads would keep 16 KiB more of stack in RAM for a table that is full only while a plan is
// made.
constexpr std::size_t kMaxRanges = 128;

std::uint64_t TotalSize(std::span<const MemoryRange> ranges) {
  std::uint64_t size = 0;
  for (const MemoryRange& range : ranges) size += range.size;
  return size;
}

tl::unexpected<Error> ShortRead(pid_t pid, std::uint64_t wanted, std::uint64_t got) {
  return Fail(Reason::kBadAddress, "read " + std::to_string(got) + " of " + std::to_string(wanted) +
                                       " bytes of process " + std::to_string(pid));
}

class ProcessMemory : public Memory {
 public:
  ProcessMemory(const ProcFs& proc, pid_t pid) : proc_(proc), pid_(pid) {}

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    while (!ranges.empty()) {
      const auto batch = ranges.first(std::min(ranges.size(), kMaxRanges));
      const std::uint64_t size = TotalSize(batch);
      auto done = ReadBatch(batch, out.first(size));
      if (!done) return done;
      ranges = ranges.subspan(batch.size());
      out = out.subspan(size);
    }
    return {};
  }

 private:
  Result<void> ReadBatch(std::span<const MemoryRange> ranges, std::span<std::byte> out) const {
    std::array<iovec, kMaxRanges> remote;  // NOLINT: only what is filled is used
    std::transform(ranges.begin(), ranges.end(), remote.begin(), [](const MemoryRange& range) {
      return iovec{.iov_base = reinterpret_cast<void*>(range.address), .iov_len = range.size};
    });
    const iovec local{.iov_base = out.data(), .iov_len = out.size()};
    const ssize_t count = process_vm_readv(pid_, &local, 1, remote.data(), ranges.size(), 0);
    if (count < 0 && (errno == EPERM || errno == ENOSYS)) return ReadFromFile(ranges, out, errno);
    if (count < 0) return FailErrno(errno, "process_vm_readv");
    if (static_cast<std::size_t>(count) != out.size()) return ShortRead(pid_, out.size(), count);
    return {};
  }

  // `refusal` is the errno of process_vm_readv: the better answer where the file is refused as
  // well, unless it says nothing of the process (ENOSYS).
  Result<void> ReadFromFile(std::span<const MemoryRange> ranges, std::span<std::byte> out,
                            int refusal) const {
    const auto file = proc_.OpenMemory(pid_);
    if (!file) {
      const bool is_answer = refusal == ENOSYS || file.error().reason == Reason::kProcessGone;
      return is_answer ? tl::unexpected<Error>(file.error())
                       : FailErrno(refusal, "process_vm_readv");
    }
    for (const MemoryRange& range : ranges) {
      const ssize_t count =
          pread(file->get(), out.data(), range.size, static_cast<off_t>(range.address));
      // EINVAL: an address so high that it is no offset in a file.
      if (count < 0) return FailErrno(errno == EINVAL ? EFAULT : errno, "pread of /proc/PID/mem");
      if (static_cast<std::uint64_t>(count) != range.size) {
        return ShortRead(pid_, range.size, count);
      }
      out = out.subspan(range.size);
    }
    return {};
  }

  const ProcFs& proc_;
  pid_t pid_;
};

}  // namespace

std::unique_ptr<Memory> OpenProcessMemory(const ProcFs& proc, pid_t pid) {
  return std::make_unique<ProcessMemory>(proc, pid);
}

}  // namespace heap_exporter
