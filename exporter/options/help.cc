#include "options/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

namespace heap_exporter {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kTextColumn = 32;  // where descriptions begin

constexpr std::string_view kIntroduction =
    R"(heap_exporter tells Prometheus where the memory of running processes goes.

Usage: heap_exporter [serve] [FLAG]...
       heap_exporter health [FLAG]...

Without a flag it reports every Node.js process that it may see. Nothing has to
be changed in these processes and none has to be started anew.

health asks an exporter that runs on this machine with the same flags whether it
serves, over HTTP, at the first of its --web.listen-address. It exits with 0 if
so, else with 1 and the reason.
)";

constexpr std::string_view kExample = R"(
Example:
  heap_exporter --web.listen-address=127.0.0.1:14327 --config.file=heap.yml

with heap.yml, where the first rule that matches a process names it:
  process_names:
    - name: "{{.Matches.app}}"
      runtime: nodejs
      cmdline: '/srv/(?P<app>[^/ ]+)/'
    - name: "{{.Username}}/{{.Default}}"
      user: [deploy, www-data]
)";

bool IsNegative(std::string_view name) { return name.starts_with("no-"); }

// "-h, --help", "--[no-]labels.pid" or "--log.level=LEVEL".
std::string Spelling(const CLI::Option& option) {
  std::string spelling;
  for (const std::string& letter : option.get_snames()) spelling += "-" + letter + ", ";
  bool negatable = false;
  for (const std::string& name : option.get_lnames()) negatable = negatable || IsNegative(name);
  spelling += (negatable ? "--[no-]" : "--") + option.get_lnames().front();
  if (option.get_items_expected_max() > 0) spelling += "=" + option.get_type_name();
  return spelling;
}

// The words of the description; the default is one of them, so that it stays in one line.
std::vector<std::string> Words(const CLI::Option& option) {
  std::istringstream stream(option.get_description());
  std::vector<std::string> words(std::istream_iterator<std::string>(stream), {});
  const std::string standard = option.get_default_str();
  if (!standard.empty()) words.push_back("(default " + standard + ")");
  return words;
}

// Sets the words beside `spelling`, further lines below the first word.
std::string Wrapped(const std::string& spelling, const std::vector<std::string>& words) {
  std::string text = "  " + spelling;
  text.resize(std::max(text.size(), kTextColumn - 1), ' ');
  std::size_t column = text.size();
  for (const std::string& word : words) {
    if (column + 1 + word.size() > kColumns) {
      text.append("\n").append(kTextColumn - 1, ' ');
      column = kTextColumn - 1;
    }
    text.append(" ").append(word);
    column += 1 + word.size();
  }
  return text + '\n';
}

}  // namespace

std::string HelpText(const CLI::App& app) {
  std::string text(kIntroduction);
  for (const std::string& group : app.get_groups()) {
    text += "\n" + group + ":\n";
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() != group) continue;
      text += Wrapped(Spelling(*option), Words(*option));
    }
  }
  return text.append(kExample);
}

}  // namespace heap_exporter
