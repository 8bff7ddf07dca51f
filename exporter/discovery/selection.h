#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "discovery/name_template.h"
#include "discovery/process_facts.h"

namespace re2 {
class RE2;
}

namespace heap_exporter {

// How much of a command line, its arguments joined by one space, `cmdline` expressions see. It is
// the process that chooses the length, so this bounds what one process can cost.
inline constexpr std::size_t kMaxCommandLineBytes = 8192;

// One rule of the configuration file. A process matches when every selector that is present
// matches; a list matches when one of its entries does, except `cmdline`, whose expressions must
// all match. An empty selector is not present. Of two groups of one name the later expression's is
// kept.
struct SelectionRule {
  std::optional<NameTemplate> name;  // absent: the default name
  std::vector<std::string> comm;     // equal to comm
  std::vector<std::string> exe;   // with a slash: equal to ExecutablePath(); without: to its base
  std::vector<std::string> user;  // user name
  std::vector<std::string> runtime;                      // "nodejs"
  std::vector<std::shared_ptr<const re2::RE2>> cmdline;  // found in the command line
};

// Decides which processes are reported and what they are called. Immutable, so safe to share
// between threads.
class Selection {
 public:
  // Without rules: every process with a known runtime, under its default name.
  Selection() = default;

  // With rules: exactly the processes that some rule matches, named by the first that does.
  explicit Selection(std::vector<SelectionRule> rules);

  // The name to report the process under, or nothing where it is not to be reported. `runtime` is
  // empty for a process without a known runtime. A name is never empty: a template that yields
  // nothing falls back to `default_name`. REQUIRES: `default_name` is not empty.
  [[nodiscard]] std::optional<std::string> NameOf(const ProcessFacts& facts,
                                                  std::string_view runtime,
                                                  std::string_view default_name) const;

 private:
  std::vector<SelectionRule> rules_;
  bool has_rules_ = false;
};

}  // namespace heap_exporter
