#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "discovery/process_facts.h"

namespace heap_exporter {

// A longer name is cut, so that no process can blow up its label.
inline constexpr std::size_t kMaxNameBytes = 256;

// What the named groups of a rule's expressions found, by the name of the group.
using NamedMatches = std::map<std::string, std::string, std::less<>>;

struct NameInput;  // what Expand() works on

// How a process is to be called: text with fields in double braces, as users of process-exporter
// write it. `{{.ExeBase}}-{{.Matches.app}}` gives "node-shop".
//
//   .Comm .ExeBase .ExeFull .Cwd .Username .Cgroups   what ProcessFacts says; cgroups joined by ','
//   .PID .StartTime        differ from process to process: with them in a name each restart of a
//                          process makes new series. The time is RFC 3339 in UTC, whole seconds
//   .Matches.NAME          what the group (?P<NAME>...) of the rule's cmdline expressions found
//   .Default               the name the process would have without a template
//
// Immutable, so safe to share between threads.
class NameTemplate {
 public:
  // Fails for an unknown field and for braces that are not closed; the detail names the field.
  [[nodiscard]] static Result<NameTemplate> Parse(std::string_view text);

  // The NAMEs of all .Matches.NAME, so that it can be checked that there are such groups.
  [[nodiscard]] std::vector<std::string> MatchNames() const;

  // The name, at most kMaxNameBytes long and cut between characters. Empty where nothing fills the
  // fields; what is not in `matches` is empty too. It holds the bytes that the process chose.
  [[nodiscard]] std::string Expand(const ProcessFacts& facts, std::string_view default_name,
                                   const NamedMatches& matches) const;

 private:
  struct Part {
    std::string (*write)(const NameInput& input, const std::string& text);
    std::string text;  // literal text, or the name of a group
  };

  static Result<Part> ParseField(std::string_view field);

  std::vector<Part> parts_;
};

}  // namespace heap_exporter
