#pragma once

#include <string>

namespace CLI {
class App;
}

namespace heap_exporter {

// What --help prints: every flag of `app` by group with its default, at most 80 columns wide.
[[nodiscard]] std::string HelpText(const CLI::App& app);

}  // namespace heap_exporter
