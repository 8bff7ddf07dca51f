#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "discovery/selection.h"

namespace heap_exporter {

inline constexpr std::size_t kMaxConfigBytes = 1 << 20;

// Reads the YAML file that says which processes are reported and how they are called:
//
//   process_names:
//     - name: "{{.Matches.app}}"          # optional, see NameTemplate
//       exe: node                         # one text or a list of texts, see SelectionRule;
//       cmdline: ['/srv/(?P<app>\w+)/']   # beside these comm, user and runtime
//
// The detail of an error is one line that tells file, line and key, for example
//   /etc/heap_exporter.yml:7: process_names[2].cmdline: missing closing ): (foo
[[nodiscard]] Result<Selection> ReadConfigFile(const std::string& path);

// The same for the text of a file; `file` is what errors call it.
[[nodiscard]] Result<Selection> ParseConfig(std::string_view text, const std::string& file);

}  // namespace heap_exporter
