#include "discovery/name_template.h"

#include <array>
#include <chrono>
#include <utility>

#include "base/utc_time.h"
#include "base/utf8.h"
#include "discovery/executable_path.h"

namespace heap_exporter {

struct NameInput {
  const ProcessFacts& facts;
  std::string_view default_name;
  const NamedMatches& matches;
};

namespace {

using Writer = std::string (*)(const NameInput&, const std::string&);

std::string Literal(const NameInput& /*input*/, const std::string& text) { return text; }

std::string Cgroups(const NameInput& input, const std::string& /*text*/) {
  std::string joined;
  for (const std::string& cgroup : input.facts.cgroups) {
    if (!joined.empty()) joined += ',';
    joined += cgroup;
  }
  return joined;
}

std::string Comm(const NameInput& input, const std::string& /*text*/) { return input.facts.comm; }

std::string Cwd(const NameInput& input, const std::string& /*text*/) { return input.facts.cwd; }

std::string Default(const NameInput& input, const std::string& /*text*/) {
  return std::string(input.default_name);
}

std::string ExeFull(const NameInput& input, const std::string& /*text*/) {
  const std::string_view path = ExecutablePath(input.facts);
  return path.empty() ? input.facts.comm : std::string(path);
}

std::string ExeBase(const NameInput& input, const std::string& text) {
  return std::string(BaseName(ExeFull(input, text)));
}

std::string Match(const NameInput& input, const std::string& group) {
  const auto found = input.matches.find(group);
  return found == input.matches.end() ? std::string() : found->second;
}

std::string Pid(const NameInput& input, const std::string& /*text*/) {
  return std::to_string(input.facts.id.pid);
}

std::string StartTime(const NameInput& input, const std::string& /*text*/) {
  constexpr double kYear9999 = 253402300799;
  const double seconds = input.facts.start_time_seconds;
  if (!(seconds >= 0 && seconds <= kYear9999)) return {};
  const auto whole = static_cast<std::chrono::seconds::rep>(seconds);
  return FormatUtcSeconds(std::chrono::sys_seconds(std::chrono::seconds(whole)));
}

std::string Username(const NameInput& input, const std::string& /*text*/) {
  return input.facts.user;
}

constexpr auto kFields = std::to_array<std::pair<std::string_view, Writer>>({
    {".Cgroups", Cgroups},
    {".Comm", Comm},
    {".Cwd", Cwd},
    {".Default", Default},
    {".ExeBase", ExeBase},
    {".ExeFull", ExeFull},
    {".PID", Pid},
    {".StartTime", StartTime},
    {".Username", Username},
});

constexpr std::string_view kMatchesPrefix = ".Matches.";

std::string KnownFields() {
  std::string known;
  for (const auto& field : kFields) known.append(field.first).append(", ");
  return known.append(kMatchesPrefix).append("NAME");
}

std::string_view WithoutSpaces(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Result<NameTemplate::Part> NameTemplate::ParseField(std::string_view field) {
  for (const auto& [name, writer] : kFields) {
    if (field == name) return Part{writer, {}};
  }
  if (field.size() > kMatchesPrefix.size() && field.starts_with(kMatchesPrefix)) {
    return Part{Match, std::string(field.substr(kMatchesPrefix.size()))};
  }
  return Fail(Reason::kMalformed,
              "unknown field {{" + std::string(field) + "}} (known: " + KnownFields() + ")");
}

Result<NameTemplate> NameTemplate::Parse(std::string_view text) {
  NameTemplate parsed;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    if (open != 0) parsed.parts_.push_back({Literal, std::string(text.substr(0, open))});
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return Fail(Reason::kMalformed, std::string(text.substr(open)) + " is not closed by }}");
    }
    Result<Part> part = ParseField(WithoutSpaces(text.substr(open + 2, close - open - 2)));
    if (!part) return Fail(std::move(part));
    parsed.parts_.push_back(*std::move(part));
    text.remove_prefix(close + 2);
  }
  return parsed;
}

std::vector<std::string> NameTemplate::MatchNames() const {
  std::vector<std::string> names;
  for (const Part& part : parts_) {
    if (part.write == Match) names.push_back(part.text);
  }
  return names;
}

std::string NameTemplate::Expand(const ProcessFacts& facts, std::string_view default_name,
                                 const NamedMatches& matches) const {
  const NameInput input{facts, default_name, matches};
  std::string name;
  for (const Part& part : parts_) {
    name += part.write(input, part.text);
    if (name.size() > kMaxNameBytes) break;
  }
  return std::string(CutUtf8(name, kMaxNameBytes));
}

}  // namespace heap_exporter
