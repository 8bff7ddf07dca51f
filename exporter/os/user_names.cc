#include "os/user_names.h"

#include <pwd.h>

#include <vector>

namespace heap_exporter {
namespace {

// Containers with user namespaces can bring any number of users along.
constexpr std::size_t kMaxNames = 4096;
constexpr std::size_t kMaxEntryBytes = 16 * 1024;

std::string LookUp(uid_t uid) {
  std::vector<char> buffer(kMaxEntryBytes);
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(uid);
}

}  // namespace

const std::string& UserNames::NameOf(uid_t uid) {
  if (const auto known = names_.find(uid); known != names_.end()) return known->second;
  if (names_.size() >= kMaxNames) names_.clear();
  return names_.emplace(uid, LookUp(uid)).first->second;
}

}  // namespace heap_exporter
