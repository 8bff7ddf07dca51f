#pragma once

#include <sys/types.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace heap_exporter {

// What /proc/PID/status tells of a process that matters where it looks into another one or is
// looked into (ptrace(2), "Ptrace access mode checking").
struct Credentials {
  std::array<uid_t, 3> users{};   // real, effective, saved
  std::array<gid_t, 3> groups{};  // likewise
  bool has_ptrace = false;        // CAP_SYS_PTRACE is effective
  bool no_new_privileges = false;
  bool seccomp_filter = false;
};

// kMalformed where the user or the group ids are missing; what an older kernel does not tell is
// false.
[[nodiscard]] Result<Credentials> ParseCredentials(std::string_view status);

// Who wants to look into whom.
struct TraceRights {
  Credentials ours;
  Credentials target;
  std::optional<int> yama_scope;  // kernel.yama.ptrace_scope; nothing where there is no Yama
};

// What to change so that the kernel does not refuse any more: one sentence for people, without a
// full stop. REQUIRES: the kernel has refused.
[[nodiscard]] std::string AdviceOn(const TraceRights& rights);

}  // namespace heap_exporter
