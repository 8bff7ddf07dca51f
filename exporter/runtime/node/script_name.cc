#include "runtime/node/script_name.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string_view>

#include "discovery/executable_path.h"
#include "runtime/node/node_options.h"

namespace heap_exporter {
namespace {

// The script among the arguments of node; nothing where it runs none.
std::optional<std::string> FindScript(const std::vector<std::string>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& argument = argv[i];
    if (RunsNoScript(argument)) return std::nullopt;
    if (argument == "--") return i + 1 < argv.size() ? std::optional(argv[i + 1]) : std::nullopt;
    if (TakesNextArgument(argument)) {
      ++i;
    } else if (!argument.starts_with('-') && !argument.empty()) {
      return argument;
    }
  }
  return std::nullopt;
}

bool IsName(const std::string& text) { return !text.empty() && text != "." && text != ".."; }

// "/srv/api/./server.js" -> "api/server.js"; empty for a path that ends in no name, such as "/".
std::string PathTail(const std::string& script, const std::string& cwd) {
  std::filesystem::path path(script);
  if (path.is_relative() && !cwd.empty()) path = std::filesystem::path(cwd) / path;
  path = path.lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "node ./" runs the folder's index.js
  const std::string parent = path.parent_path().filename().string();
  const std::string name = path.filename().string();
  if (!IsName(name)) return {};
  return IsName(parent) ? parent + "/" + name : name;
}

// A process that sets process.title overwrites its arguments with it: one text is left, with zero
// bytes behind it, which are empty arguments to us. It is not the path of the executable.
bool HasTitle(const ProcessFacts& facts) {
  const std::vector<std::string>& argv = facts.argv;
  return !argv.empty() && !argv[0].empty() &&
         std::all_of(argv.begin() + 1, argv.end(),
                     [](const std::string& argument) { return argument.empty(); }) &&
         BaseName(argv[0]) != BaseName(facts.exe) && !IsNodeCommand(facts);
}

}  // namespace

std::string NodeProcessName(const ProcessFacts& facts) {
  if (HasTitle(facts)) return facts.argv[0];
  if (const auto script = FindScript(facts.argv)) {
    if (std::string name = PathTail(*script, facts.cwd); !name.empty()) return name;
  }
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
