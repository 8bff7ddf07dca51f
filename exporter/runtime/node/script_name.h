#pragma once

#include <string>

#include "discovery/process_facts.h"

namespace heap_exporter {

// What a person calls a Node.js process: the last two parts of its script's path ("api/server.js"),
// a title that it gave itself (process.title), or the executable's base name.
[[nodiscard]] std::string NodeProcessName(const ProcessFacts& facts);

// True where the command line begins with a usual name of the node executable.
[[nodiscard]] bool IsNodeCommand(const ProcessFacts& facts);

}  // namespace heap_exporter
