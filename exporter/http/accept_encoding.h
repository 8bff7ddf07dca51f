#pragma once

#include <string_view>

namespace heap_exporter {

// Whether a client that sent this Accept-Encoding header takes gzip, and would not rather have the
// body as it is. What cannot be understood counts as a no.
[[nodiscard]] bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace heap_exporter
