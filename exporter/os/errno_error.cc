#include "os/errno_error.h"

#include <cerrno>
#include <system_error>

namespace heap_exporter {
namespace {

Reason ReasonOf(int error) {
  switch (error) {
    case EPERM:
    case EACCES:
      return Reason::kPermissionDenied;
    case ESRCH:   // the pid is free, or the process is being torn down
    case ENOENT:  // its folder in /proc is gone
      return Reason::kProcessGone;
    case EFAULT:
    case EIO:  // what /proc/PID/mem answers for an address that is not mapped
      return Reason::kBadAddress;
    default:
      return Reason::kSystemError;
  }
}

}  // namespace

tl::unexpected<Error> FailErrno(int error, std::string_view what) {
  // std::generic_category is safe to use from several threads; strerror is not.
  return Fail(ReasonOf(error), std::string(what) + ": " + std::generic_category().message(error));
}

}  // namespace heap_exporter
