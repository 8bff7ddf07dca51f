#include "runtime/node/script_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string_view>

#include "discovery/executable_path.h"

namespace heap_exporter {
namespace {

// Options of node that take the next argument as their value (doc/api/cli.md, Node.js 18 to 26).
// All others have their value behind '=' or none.
constexpr std::array<std::string_view, 22> kOptionsWithValue = {"-r",
                                                                "--require",
                                                                "--import",
                                                                "--loader",
                                                                "--experimental-loader",
                                                                "-C",
                                                                "--conditions",
                                                                "--env-file",
                                                                "--icu-data-dir",
                                                                "--input-type",
                                                                "--title",
                                                                "--cpu-prof-dir",
                                                                "--heap-prof-dir",
                                                                "--diagnostic-dir",
                                                                "--redirect-warnings",
                                                                "--openssl-config",
                                                                "--inspect-port",
                                                                "--stack-trace-limit",
                                                                "--test-reporter",
                                                                "--watch-path",
                                                                "--env-file-if-exists",
                                                                "--disable-warning"};

// Options that make node run something else than a script of a file.
constexpr std::array<std::string_view, 6> kOptionsWithoutScript = {"-e",      "--eval", "-p",
                                                                   "--print", "-pe",    "--run"};

template <class Options>
bool Contains(const Options& options, std::string_view argument) {
  return std::find(options.begin(), options.end(), argument) != options.end();
}

// The script among the arguments of node; nothing where it runs none.
std::optional<std::string> FindScript(const std::vector<std::string>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& argument = argv[i];
    if (Contains(kOptionsWithoutScript, argument)) return std::nullopt;
    if (argument == "--") return i + 1 < argv.size() ? std::optional(argv[i + 1]) : std::nullopt;
    if (Contains(kOptionsWithValue, argument)) {
      ++i;
    } else if (!argument.starts_with('-') && !argument.empty()) {
      return argument;
    }
  }
  return std::nullopt;
}

// "/srv/api/./server.js" -> "api/server.js"
std::string PathTail(const std::string& script, const std::string& cwd) {
  std::filesystem::path path(script);
  if (path.is_relative() && !cwd.empty()) path = std::filesystem::path(cwd) / path;
  path = path.lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "node ./" runs the folder's index.js
  const std::string parent = path.parent_path().filename().string();
  const std::string name = path.filename().string();
  return parent.empty() || parent == "." || parent == ".." ? name : parent + "/" + name;
}

// A process that sets process.title overwrites its arguments with it: one text is left, and it is
// not the path of the executable.
bool HasTitle(const ProcessFacts& facts) {
  return facts.argv.size() == 1 && !facts.argv[0].empty() &&
         BaseName(facts.argv[0]) != BaseName(facts.exe) && !IsNodeCommand(facts);
}

}  // namespace

std::string NodeProcessName(const ProcessFacts& facts) {
  if (HasTitle(facts)) return facts.argv[0];
  if (const auto script = FindScript(facts.argv)) return PathTail(*script, facts.cwd);
  if (!facts.exe.empty()) return std::string(BaseName(facts.exe));
  return facts.comm;
}

bool IsNodeCommand(const ProcessFacts& facts) {
  if (facts.argv.empty()) return false;
  std::string_view name = BaseName(facts.argv[0]);
  if (!name.starts_with("node")) return false;
  name.remove_prefix(name.starts_with("nodejs") ? 6 : 4);
  // "node", "nodejs", "node22", "node-22": not "node_exporter", which is no Node.js at all.
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0 || c == '.' || c == '-'; });
}

}  // namespace heap_exporter
