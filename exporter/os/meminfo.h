#pragma once

#include <string_view>

#include "base/result.h"
#include "model/sample.h"

namespace heap_exporter {

// Parses the text of /proc/meminfo. kMalformed without MemTotal or MemFree.
[[nodiscard]] Result<SystemMemory> ParseMeminfo(std::string_view text);

}  // namespace heap_exporter
