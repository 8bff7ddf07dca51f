#include "discovery/executable_path.h"

namespace heap_exporter {

std::string_view ExecutablePath(const ProcessFacts& facts) {
  if (!facts.exe.empty() || facts.argv.empty()) return facts.exe;
  return facts.argv.front();
}

std::string_view BaseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace heap_exporter
