#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heap_exporter {

// `text` as one gzip member. Nothing where zlib refuses: no memory left, or more than 2 GiB of
// text.
[[nodiscard]] std::optional<std::string> Gzip(std::string_view text);

}  // namespace heap_exporter
