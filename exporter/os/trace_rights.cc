#include "os/trace_rights.h"

#include <linux/capability.h>

#include <algorithm>
#include <cstdint>

#include "os/text.h"

namespace heap_exporter {
namespace {

constexpr int kYamaForbidsAll = 3;  // the kernel's Documentation/admin-guide/LSM/Yama.rst
constexpr int kSeccompFilter = 2;   // SECCOMP_MODE_FILTER

// Of "1000\t1000\t1000\t1000" the first three; false where they are not numbers.
template <class Ids>
bool ParseIds(std::string_view text, Ids& ids) {
  return std::all_of(ids.begin(), ids.end(), [&text](auto& id) {
    const auto number = ParseNumber<std::uint32_t>(CutFront(text, '\t'));
    if (number) id = *number;
    return number.has_value();
  });
}

bool HasPtrace(std::string_view set) {
  const auto bits = ParseNumber<std::uint64_t>(set, 16);
  return bits && (*bits >> CAP_SYS_PTRACE & 1) != 0;
}

bool IsSameUser(const Credentials& ours, const Credentials& target) {
  const auto is = [](auto id) { return [id](auto other) { return other == id; }; };
  return std::all_of(target.users.begin(), target.users.end(), is(ours.users[1])) &&
         std::all_of(target.groups.begin(), target.groups.end(), is(ours.groups[1]));
}

std::string UserAndGroup(const Credentials& credentials) {
  return std::to_string(credentials.users[1]) + ":" + std::to_string(credentials.groups[1]);
}

// What stands in the way of who has the capability.
std::string AdviceWithCapability(const Credentials& ours) {
  return std::string("the exporter has CAP_SYS_PTRACE: have ") +
         (ours.seccomp_filter ? "the seccomp profile or " : "") +
         "the security module (AppArmor, SELinux) allow process_vm_readv, and run both in one user "
         "namespace";
}

std::string GiveCapability(const Credentials& ours) {
  return std::string("give the exporter CAP_SYS_PTRACE (in a container --cap-add SYS_PTRACE") +
         (ours.no_new_privileges ? ", without no-new-privileges)" : ")");
}

}  // namespace

Result<Credentials> ParseCredentials(std::string_view status) {
  Credentials credentials;
  bool users = false;
  bool groups = false;
  while (!status.empty()) {
    std::string_view value = CutFront(status, '\n');
    const std::string_view key = CutFront(value, ':');
    if (!value.empty()) value.remove_prefix(1);  // a tab
    if (key == "Uid") users = ParseIds(value, credentials.users);
    if (key == "Gid") groups = ParseIds(value, credentials.groups);
    if (key == "CapEff") credentials.has_ptrace = HasPtrace(value);
    if (key == "NoNewPrivs") credentials.no_new_privileges = value == "1";
    if (key == "Seccomp") credentials.seccomp_filter = ParseNumber<int>(value) == kSeccompFilter;
  }
  if (!users || !groups) return Fail(Reason::kMalformed, "status has no Uid or no Gid");
  return credentials;
}

std::string AdviceOn(const TraceRights& rights) {
  const Credentials& ours = rights.ours;
  const int scope = rights.yama_scope.value_or(0);
  if (scope >= kYamaForbidsAll) {
    return "kernel.yama.ptrace_scope is 3: nobody may read another process's memory, until the "
           "machine is started anew with less";
  }
  if (ours.has_ptrace) return AdviceWithCapability(ours);
  if (!IsSameUser(ours, rights.target)) {
    return GiveCapability(ours) + ", or run it as " + UserAndGroup(rights.target) +
           " like the target, not as " + UserAndGroup(ours);
  }
  if (scope > 0) {
    return GiveCapability(ours) + ", or set kernel.yama.ptrace_scope to 0, not " +
           std::to_string(scope);
  }
  return GiveCapability(ours) +
         ": the target has capabilities that the exporter lacks, or has made itself not dumpable";
}

}  // namespace heap_exporter
