#pragma once

#include <string>
#include <string_view>

namespace heap_exporter {

// `text`, whatever bytes it holds, as HTML that shows it and does nothing else: in an element or in
// a quoted attribute.
[[nodiscard]] std::string EscapeHtml(std::string_view text);

}  // namespace heap_exporter
