#pragma once

#include <string_view>

#include "discovery/process_facts.h"

namespace heap_exporter {

// The path of the executable. Where the kernel does not tell it to us (it is another user's
// process) the first argument stands in, which is the process's own word and may be any text. Empty
// where there is neither. A view into `facts`.
[[nodiscard]] std::string_view ExecutablePath(const ProcessFacts& facts);

// What follows the last slash of `path`; all of it where it has none.
[[nodiscard]] std::string_view BaseName(std::string_view path);

}  // namespace heap_exporter
