#pragma once

#include <sys/types.h>

#include <map>
#include <string>

namespace heap_exporter {

// Names of users by number, each asked for once. Not safe to use from several threads at once.
class UserNames {
 public:
  // The user's name on this machine, or the number as text where it has none here (a user of a
  // container).
  const std::string& NameOf(uid_t uid);

 private:
  std::map<uid_t, std::string> names_;
};

}  // namespace heap_exporter
