#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "discovery/selection.h"
#include "options/config_node.h"

namespace heap_exporter {

// What a file may ask for at most. YAML's aliases let a small file say a lot, so its size alone
// bounds nothing.
inline constexpr std::size_t kMaxRules = 10'000;
inline constexpr std::size_t kMaxSelectorTexts = 100'000;      // in all rules together
inline constexpr std::size_t kMaxExpressionSteps = 1'000'000;  // of all compiled expressions

// Reads the list of rules under `process_names`. May throw YAML::Exception.
[[nodiscard]] Result<std::vector<SelectionRule>> ReadProcessNames(const ConfigNode& list);

}  // namespace heap_exporter
