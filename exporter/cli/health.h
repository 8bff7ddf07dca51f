#pragma once

#include <chrono>
#include <string>

#include "base/result.h"

namespace heap_exporter {

// Whether an exporter serves on the listen address "HOST:PORT", "[V6]:PORT" or ":PORT" of this
// machine: it answers /-/healthy with 200, over HTTP, within the timeout. The error's detail is one
// line for people.
[[nodiscard]] Result<void> CheckHealth(const std::string& listen_address,
                                       std::chrono::milliseconds timeout);

}  // namespace heap_exporter
