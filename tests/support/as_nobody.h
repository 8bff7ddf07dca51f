#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace heap_exporter::testing {

// While it exists this thread opens files as a user without rights, even where the tests run as
// root.
class AsNobody {
 public:
  AsNobody() : before_(setfsuid(kNobody)) {}
  ~AsNobody() { setfsuid(static_cast<uid_t>(before_)); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  int before_;
};

}  // namespace heap_exporter::testing
