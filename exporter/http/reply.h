#pragma once

#include <chrono>
#include <string>

#include "http/message.h"

struct mg_connection;

namespace heap_exporter {

// The status line and headers of a response with its body as it stands, up to and including the
// empty line. `date` is what the Date header says.
[[nodiscard]] std::string ResponseHead(const Response& response,
                                       std::chrono::system_clock::time_point date);

// Sends the response; for a HEAD request, without its body. Gives up after `timeout`, and where the
// client has gone, silently.
void Reply(mg_connection& connection, const Response& response, bool is_head,
           std::chrono::milliseconds timeout);

}  // namespace heap_exporter
