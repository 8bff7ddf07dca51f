#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace heap_exporter {

// The one place where errno values become reasons. `what` says what was tried, for people.
[[nodiscard]] tl::unexpected<Error> FailErrno(int error, std::string_view what);

}  // namespace heap_exporter
