#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "http/endpoint.h"

namespace heap_exporter {

// Asks the server that listens on `endpoint`, on this machine, for `path` over HTTP and hands back
// the status of its response, whose body is not read. The head of the response must be there within
// the timeout and be no longer than 16 KiB; a connection is waited for by CivetWeb itself, at most
// ten seconds. The error's detail is one line for people.
[[nodiscard]] Result<int> GetStatus(const Endpoint& endpoint, const std::string& path,
                                    std::chrono::milliseconds timeout);

}  // namespace heap_exporter
