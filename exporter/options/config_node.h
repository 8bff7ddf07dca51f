#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace heap_exporter {

struct ConfigEntry;

// One place in a configuration file that knows what to call itself in an error. Every function that
// fails says so in one line, "FILE:LINE: PATH: what is wrong". May throw YAML::Exception.
class ConfigNode {
 public:
  // The top of a document. `file` is only viewed and must outlive this and every node under it.
  ConfigNode(const YAML::Node& document, std::string_view file);

  // The entries of a map in their order, no key twice.
  [[nodiscard]] Result<std::vector<ConfigEntry>> Entries() const;

  // The items of a list that is not empty.
  [[nodiscard]] Result<std::vector<ConfigNode>> Items() const;

  // The same, where a single text counts as a list of one.
  [[nodiscard]] Result<std::vector<ConfigNode>> ItemsOrText() const;

  // A text, maybe empty. A number or a truth value is the text it was written as.
  [[nodiscard]] Result<std::string> Text() const;

  // How many entries or items there are; 0 for a text.
  [[nodiscard]] std::size_t Size() const { return node_.size(); }

  // An error at this place.
  [[nodiscard]] tl::unexpected<Error> Bad(std::string_view what,
                                          Reason reason = Reason::kMalformed) const;

 private:
  ConfigNode(const YAML::Node& node, std::string_view file, std::string path, int line);

  YAML::Node node_;
  std::string_view file_;
  std::string path_;  // "process_names[2].cmdline"; empty for a document
  int line_;
};

struct ConfigEntry {
  std::string key;
  ConfigNode value;
};

// The line of an error without a node. `line` counts from 1; below that it is not known.
[[nodiscard]] std::string ConfigErrorText(std::string_view file, int line, std::string_view path,
                                          std::string_view what);

}  // namespace heap_exporter
