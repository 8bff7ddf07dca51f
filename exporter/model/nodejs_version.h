#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heap_exporter {

// "22.11.0" in its parts, as texts.
struct NodejsVersion {
  std::string major;
  std::string minor;
  std::string patch;  // with what follows it, as in "0-nightly"
};

// Nothing where the text does not have three parts.
inline std::optional<NodejsVersion> ParseNodejsVersion(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return NodejsVersion{.major = std::string(text.substr(0, first)),
                       .minor = std::string(text.substr(first + 1, second - first - 1)),
                       .patch = std::string(text.substr(second + 1))};
}

}  // namespace heap_exporter
