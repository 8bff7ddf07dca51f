#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "discovery/selection.h"

namespace heap_exporter {

// Everything a person can set, validated. Nothing else in the program reads flags or files of
// settings.
struct Options {
  std::vector<std::string> listen_addresses{":14327"};  // HOST:PORT, [V6]:PORT or :PORT
  std::string telemetry_path = "/metrics";
  std::uint32_t max_requests = 40;  // scrapes at the same time; 0 = as many as the server can
  std::string procfs = "/proc";
  std::string cgroupfs = "/sys/fs/cgroup";
  std::vector<std::string> readers{"memory"};  // in the order in which they are tried
  bool collect_system = true;
  bool collect_cgroup = true;
  bool collect_heap_spaces = true;
  bool label_pid = true;
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kLogfmt;
  Selection selection;
};

enum class Command {
  kServe,
  kHealth,  // ask an exporter that runs with the same flags whether it serves
};

// What the command line asked for: run a command with these options, or print a text and exit.
struct CommandLine {
  Command command = Command::kServe;
  Options options;
  std::string print;  // not empty for --help and --version: to be written to standard output
};

// Parses the arguments and, where --config.file is given to a command that needs it, that file. The
// error's detail is one line for a person, without the program's name.
[[nodiscard]] Result<CommandLine> ParseCommandLine(int argc, const char* const* argv);

}  // namespace heap_exporter
