#pragma once

#include <string_view>

#include "http/message.h"

namespace heap_exporter {

// Compresses the body with gzip where the client's Accept-Encoding header allows it and the body is
// long enough to gain by it, and adds the headers that say so.
void EncodeBody(std::string_view accept_encoding, Response& response);

}  // namespace heap_exporter
