#pragma once

#include <string>
#include <string_view>

namespace heap_exporter {

// What this binary was built from. All of it lives as long as the program.
[[nodiscard]] std::string_view Version();   // "0.1.0"
[[nodiscard]] std::string_view Revision();  // of the source, "unknown" where the builder gave none
[[nodiscard]] std::string_view Compiler();  // "gcc 12.2.0"

// What --version prints, with an end of line.
[[nodiscard]] std::string VersionText();

}  // namespace heap_exporter
