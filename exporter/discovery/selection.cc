#include "discovery/selection.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "discovery/executable_path.h"

namespace heap_exporter {
namespace {

using Expressions = std::vector<std::shared_ptr<const re2::RE2>>;

struct Candidate {
  const ProcessFacts& facts;
  std::string_view runtime;
  std::string command_line;
};

std::string JoinedArguments(const std::vector<std::string>& arguments) {
  std::string joined;
  for (const std::string& argument : arguments) {
    if (joined.size() >= kMaxCommandLineBytes) break;
    if (&argument != &arguments.front()) joined += ' ';
    joined.append(argument, 0, kMaxCommandLineBytes);
  }
  joined.resize(std::min(joined.size(), kMaxCommandLineBytes));
  return joined;
}

bool IsOneOf(const std::vector<std::string>& wanted, std::string_view value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool IsExecutable(const std::vector<std::string>& wanted, std::string_view path) {
  const auto matches = [path](const std::string& one) {
    return one == (one.find('/') == std::string::npos ? BaseName(path) : path);
  };
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), matches);
}

// RE2 takes time linear in the length of the text, whatever the expression and the text are. That,
// and the cap on the text, is why a process cannot hold up a scrape with its command line.
bool AllFound(const Expressions& expressions, const std::string& text) {
  return std::all_of(expressions.begin(), expressions.end(), [&text](const auto& expression) {
    return re2::RE2::PartialMatch(text, *expression);
  });
}

bool Matches(const SelectionRule& rule, const Candidate& candidate) {
  return IsOneOf(rule.comm, candidate.facts.comm) && IsOneOf(rule.user, candidate.facts.user) &&
         IsOneOf(rule.runtime, candidate.runtime) &&
         IsExecutable(rule.exe, ExecutablePath(candidate.facts)) &&
         AllFound(rule.cmdline, candidate.command_line);
}

void AddGroups(const re2::RE2& expression, const std::string& text, NamedMatches& matches) {
  std::vector<re2::StringPiece> groups(1 + expression.NumberOfCapturingGroups());
  if (!expression.Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups.data(),
                        static_cast<int>(groups.size()))) {
    return;
  }
  for (const auto& [name, index] : expression.NamedCapturingGroups()) {
    matches[name] = std::string(groups[index].data(), groups[index].size());
  }
}

std::string NameBy(const SelectionRule& rule, const Candidate& candidate,
                   std::string_view default_name) {
  if (!rule.name) return std::string(default_name);
  NamedMatches matches;
  if (!rule.name->MatchNames().empty()) {
    for (const auto& expression : rule.cmdline) {
      AddGroups(*expression, candidate.command_line, matches);
    }
  }
  std::string name = rule.name->Expand(candidate.facts, default_name, matches);
  return name.empty() ? std::string(default_name) : name;
}

}  // namespace

Selection::Selection(std::vector<SelectionRule> rules)
    : rules_(std::move(rules)), has_rules_(true) {}

std::optional<std::string> Selection::NameOf(const ProcessFacts& facts, std::string_view runtime,
                                             std::string_view default_name) const {
  if (!has_rules_) {
    return runtime.empty() ? std::nullopt : std::optional<std::string>(default_name);
  }
  const Candidate candidate{facts, runtime, JoinedArguments(facts.argv)};
  for (const SelectionRule& rule : rules_) {
    if (Matches(rule, candidate)) return NameBy(rule, candidate, default_name);
  }
  return std::nullopt;
}

}  // namespace heap_exporter
