#include "os/proc_stat.h"

#include <array>
#include <optional>

#include "os/text.h"

namespace heap_exporter {
namespace {

// Numbers of the fields that we use, as proc_pid_stat(5) counts them. The kernel prints all of them
// without a sign (fs/proc/array.c, do_task_stat).
enum Field : std::size_t {
  kState = 3,
  kFlags = 9,
  kUserTime = 14,
  kSystemTime = 15,
  kThreads = 20,
  kStartTime = 22,
  kVirtualSize = 23,
  kResident = 24,
  kStartCode = 26,
  kEndCode = 27,
  kStartStack = 28,
  kStartData = 45,  // since Linux 3.3
  kFieldCount
};
constexpr std::array kNumbers = {kFlags,     kUserTime,    kSystemTime, kThreads,
                                 kStartTime, kVirtualSize, kResident,   kStartCode,
                                 kEndCode,   kStartStack,  kStartData};

constexpr std::uint64_t kKernelThreadFlag = 0x00200000;  // PF_KTHREAD, include/linux/sched.h

using Fields = std::array<std::uint64_t, kFieldCount>;

// The numbers behind the state. What lies between them is passed over: this is done for every
// process at every scrape.
std::optional<Fields> ParseFields(std::string_view rest) {
  Fields fields{};
  std::size_t next = kState + 1;
  for (const Field field : kNumbers) {
    for (; next < field; ++next) CutFront(rest, ' ');
    const auto value = ParseNumber<std::uint64_t>(CutFront(rest, ' '));
    if (!value) return std::nullopt;
    fields[field] = *value;
    ++next;
  }
  return fields;
}

tl::unexpected<Error> Malformed() {
  return Fail(Reason::kMalformed, "stat is not as proc(5) says");
}

}  // namespace

Result<ProcessStat> ParseProcessStat(std::string_view text) {
  // The name is what stands between the first '(' and the last ')': it may hold both.
  const std::size_t open = text.find(" (");
  const std::size_t close = text.rfind(") ");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) {
    return Malformed();
  }
  const auto pid = ParseNumber<pid_t>(text.substr(0, open));
  std::string_view rest = text.substr(close + 2);
  const std::string_view state = CutFront(rest, ' ');
  const auto fields = ParseFields(rest);
  if (!pid || state.size() != 1 || !fields) return Malformed();

  const Fields& field = *fields;
  return ProcessStat{
      .id = {.pid = *pid, .start_time = field[kStartTime]},
      .exec_mark = {.comm = std::string(text.substr(open + 2, close - open - 2)),
                    .start_code = field[kStartCode],
                    .end_code = field[kEndCode],
                    .start_stack = field[kStartStack],
                    .start_data = field[kStartData]},
      .state = state.front(),
      .kernel_thread = (field[kFlags] & kKernelThreadFlag) != 0,
      .user_ticks = field[kUserTime],
      .system_ticks = field[kSystemTime],
      .threads = field[kThreads],
      .virtual_bytes = field[kVirtualSize],
      .resident_pages = field[kResident],
  };
}

}  // namespace heap_exporter
