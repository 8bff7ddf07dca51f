#include "runtime/node/node_module.h"

namespace heap_exporter {

std::optional<NodeModule> FindModule(const MemoryMap& map, std::string_view path) {
  std::optional<NodeModule> module;
  for (const Mapping& mapping : map.mappings()) {
    if (mapping.path != path) continue;
    if (!module && mapping.offset == 0) module = NodeModule{.start = mapping.start, .end = 0};
    if (module) module->end = mapping.end;
  }
  return module;
}

}  // namespace heap_exporter
