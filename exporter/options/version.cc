#include "options/version.h"

namespace heap_exporter {

std::string_view Version() { return HEAP_EXPORTER_VERSION; }

std::string_view Revision() { return HEAP_EXPORTER_REVISION; }

std::string_view Compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string VersionText() {
  std::string text = "heap_exporter, version ";
  text.append(Version()).append(" (revision ").append(Revision()).append(")\n");
  return text.append("  compiler: ").append(Compiler()).append("\n");
}

}  // namespace heap_exporter
