#include "base/error.h"

namespace heap_exporter {

std::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kPermissionDenied:
      return "permission_denied";
    case Reason::kProcessGone:
      return "process_gone";
    case Reason::kUnsupportedVersion:
      return "unsupported_version";
    case Reason::kUnsupportedBinary:
      return "unsupported_binary";
    case Reason::kNotReady:
      return "not_ready";
    case Reason::kGcRunning:
      return "gc_running";
    case Reason::kInconsistent:
      return "inconsistent";
    case Reason::kLayoutMismatch:
      return "layout_mismatch";
    case Reason::kBadAddress:
      return "bad_address";
    case Reason::kMalformed:
      return "malformed";
    case Reason::kLimitExceeded:
      return "limit_exceeded";
    case Reason::kSystemError:
      break;
  }
  return "system_error";
}

bool IsTransient(Reason reason) {
  return reason == Reason::kGcRunning || reason == Reason::kInconsistent;
}

}  // namespace heap_exporter
