#include "options/config_node.h"

#include <yaml-cpp/yaml.h>

#include <set>
#include <utility>

#include "base/escape.h"
#include "base/utf8.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kMaxErrorBytes = 500;  // of a text that may quote the file at length

int LineOf(const YAML::Node& node) { return node.Mark().line + 1; }

}  // namespace

std::string ConfigErrorText(std::string_view file, int line, std::string_view path,
                            std::string_view what) {
  std::string text(file);
  if (line > 0) text += ":" + std::to_string(line);
  text += ": ";
  if (!path.empty()) text.append(path).append(": ");
  return OneLine(text.append(CutUtf8(what, kMaxErrorBytes)));
}

ConfigNode::ConfigNode(const YAML::Node& document, std::string_view file)
    : ConfigNode(document, file, "", LineOf(document)) {}

ConfigNode::ConfigNode(const YAML::Node& node, std::string_view file, std::string path, int line)
    : node_(node), file_(file), path_(std::move(path)), line_(line) {}

Result<std::vector<ConfigEntry>> ConfigNode::Entries() const {
  if (!node_.IsMap()) return Bad("must be a map of keys and values");
  std::vector<ConfigEntry> entries;
  std::set<std::string> keys;
  for (const auto& entry : node_) {
    const int line = LineOf(entry.first);
    if (!entry.first.IsScalar()) return Bad("every key must be a text");
    const std::string& key = entry.first.Scalar();
    ConfigNode value(entry.second, file_, path_.empty() ? key : path_ + "." + key, line);
    if (!keys.insert(key).second) return value.Bad("is given twice");
    entries.push_back({key, std::move(value)});
  }
  return entries;
}

Result<std::vector<ConfigNode>> ConfigNode::Items() const {
  if (!node_.IsSequence()) return Bad("must be a list");
  if (node_.size() == 0) return Bad("must not be an empty list");
  std::vector<ConfigNode> items;
  for (const YAML::Node& item : node_) {
    const std::string path = path_ + "[" + std::to_string(items.size()) + "]";
    items.push_back(ConfigNode(item, file_, path, LineOf(item)));
  }
  return items;
}

Result<std::vector<ConfigNode>> ConfigNode::ItemsOrText() const {
  if (node_.IsScalar()) return std::vector<ConfigNode>{*this};
  if (!node_.IsSequence()) return Bad("must be a text or a list of texts");
  return Items();
}

Result<std::string> ConfigNode::Text() const {
  if (!node_.IsScalar()) return Bad("must be a text");
  return node_.Scalar();
}

tl::unexpected<Error> ConfigNode::Bad(std::string_view what, Reason reason) const {
  return Fail(reason, ConfigErrorText(file_, line_, path_, what));
}

}  // namespace heap_exporter
