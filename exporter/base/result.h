#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace heap_exporter {

// A value, or the Error that explains why there is none. Functions that return one are
// [[nodiscard]]. It is an alias so that it can become std::expected without touching a caller.
//
//   Result<ProcessStat> stat = proc.ReadStat(pid);
//   if (!stat) return Fail(stat);  // hand the error on
//   Use(stat->resident_bytes);
template <class T>
using Result = tl::expected<T, Error>;

// The failing side of any Result<T>.
inline tl::unexpected<Error> Fail(Reason reason, std::string detail) {
  return tl::unexpected<Error>(Error{reason, std::move(detail)});
}

// Hands the error of one Result on as that of another. REQUIRES: `failed` holds an error.
template <class T>
tl::unexpected<Error> Fail(const tl::expected<T, Error>& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace heap_exporter
