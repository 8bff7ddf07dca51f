#include "os/capabilities.h"

#include <sys/capability.h>

#include <memory>
#include <type_traits>

namespace heap_exporter {

bool RaisePtraceCapability() {
  const std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)> set(cap_get_proc(), cap_free);
  if (set == nullptr) return false;
  constexpr cap_value_t kCapability = CAP_SYS_PTRACE;
  cap_flag_value_t permitted = CAP_CLEAR;
  if (cap_get_flag(set.get(), kCapability, CAP_PERMITTED, &permitted) != 0 ||
      permitted != CAP_SET) {
    return false;
  }
  return cap_set_flag(set.get(), CAP_EFFECTIVE, 1, &kCapability, CAP_SET) == 0 &&
         cap_set_proc(set.get()) == 0;
}

}  // namespace heap_exporter
