#pragma once

#include <array>
#include <string>
#include <string_view>

namespace heap_exporter {

// Why a figure is missing. The set is closed: each member is also a value of the metric label
// `reason`, so users match on it in alerts. Adding one means documenting it in the README.
enum class Reason {
  kPermissionDenied,    // the kernel refused to let us look into the process
  kProcessGone,         // the process ended, or its pid now belongs to another process
  kUnsupportedVersion,  // the runtime is known, this version of it is not
  kUnsupportedBinary,   // not a binary we can read: other architecture, other word size
  kNotReady,            // the runtime inside the process has not finished starting
  kGcRunning,           // a garbage collection was under way at every attempt
  kInconsistent,        // the figures contradicted each other at every attempt
  kLayoutMismatch,      // something is not where this version of the runtime keeps it
  kBadAddress,          // an address that should be mapped is not
  kMalformed,           // a file or structure does not have the form it must have
  kLimitExceeded,       // a count or length is over the cap we set for it
  kSystemError,         // the kernel failed us in some other way; the detail says how
};

inline constexpr std::array kAllReasons = {
    Reason::kPermissionDenied,  Reason::kProcessGone,    Reason::kUnsupportedVersion,
    Reason::kUnsupportedBinary, Reason::kNotReady,       Reason::kGcRunning,
    Reason::kInconsistent,      Reason::kLayoutMismatch, Reason::kBadAddress,
    Reason::kMalformed,         Reason::kLimitExceeded,  Reason::kSystemError,
};

// The reason as a metric label value, for example "permission_denied".
std::string_view ReasonName(Reason reason);

// True where another attempt a moment later may well succeed.
bool IsTransient(Reason reason);

// A failure: the reason for programs, the detail for people.
struct Error {
  Reason reason;
  std::string detail;
};

}  // namespace heap_exporter
