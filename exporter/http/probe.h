#pragma once

#include <span>

#include "base/result.h"
#include "http/endpoint.h"

namespace heap_exporter {

// Tries to listen on all endpoints at a time and hands back the first error, in a line for people:
// "cannot listen on 127.0.0.1:14327: Address already in use". Leaves no socket open.
[[nodiscard]] Result<void> TryToListen(std::span<const Endpoint> endpoints);

}  // namespace heap_exporter
