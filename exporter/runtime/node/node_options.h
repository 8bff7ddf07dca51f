#pragma once

#include <string_view>

namespace heap_exporter {

// True where node takes the argument that follows `option` as the option's value, as in
// "--require module". Options that carry their value behind '=' and unknown ones take none.
[[nodiscard]] bool TakesNextArgument(std::string_view option);

// True where node, given `option`, runs something else than a script of a file.
[[nodiscard]] bool RunsNoScript(std::string_view option);

}  // namespace heap_exporter
