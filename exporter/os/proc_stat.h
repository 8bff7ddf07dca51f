#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/process_id.h"

namespace heap_exporter {

// Changes when a process executes another program, although pid and start time stay. The addresses
// are those of the program's image and stack, which the kernel chooses anew at each exec. Where we
// may not look into the process the kernel hides them, and only `comm` is left.
struct ExecMark {
  std::string comm;
  std::uint64_t start_code = 0;
  std::uint64_t end_code = 0;
  std::uint64_t start_stack = 0;
  std::uint64_t start_data = 0;

  bool operator==(const ExecMark&) const = default;
};

// What we take from /proc/PID/stat, in the kernel's own units.
struct ProcessStat {
  ProcessId id;
  ExecMark exec_mark;
  char state = '?';  // 'Z' is a zombie
  bool kernel_thread = false;
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  std::uint64_t threads = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;
};

// Parses the text of /proc/PID/stat (proc_pid_stat(5)). `comm` may hold any bytes, parentheses and
// spaces included. kMalformed where fields are missing or are not numbers.
[[nodiscard]] Result<ProcessStat> ParseProcessStat(std::string_view text);

}  // namespace heap_exporter
