#pragma once

#include <string>
#include <vector>

#include "model/process_id.h"

namespace heap_exporter {

// What is known of a process when it is decided whether to report it and what to call it. All texts
// come from the process and are hostile; each is bounded in length by whoever read it. A text that
// could not be read is empty.
struct ProcessFacts {
  ProcessId id;
  std::string comm;               // the kernel's short name, at most 15 bytes
  std::string exe;                // absolute path of the executable, without " (deleted)"
  std::vector<std::string> argv;  // the command line; empty for a zombie or a kernel thread
  std::string cwd;                // working directory
  std::string user;               // effective user: name, or number where it has none
  std::vector<std::string> cgroups;
  double start_time_seconds = 0;  // since the epoch
};

}  // namespace heap_exporter
