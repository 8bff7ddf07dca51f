#include "runtime/node/node_symbols.h"

#include <array>
#include <string>
#include <string_view>

namespace heap_exporter {
namespace {

struct SymbolRow {
  std::string_view name;
  std::uint64_t NodeSymbols::*member;
};

constexpr std::string_view kV8Platform = "_ZN4node11per_process11v8_platformE";

constexpr std::array kSymbols = {
    SymbolRow{kV8Platform, &NodeSymbols::v8_platform},
    SymbolRow{"_ZN4node11per_process8metadataE", &NodeSymbols::metadata},
    SymbolRow{"_ZN2v88internal7Version6major_E", &NodeSymbols::v8_major},
    SymbolRow{"_ZN2v88internal7Version6minor_E", &NodeSymbols::v8_minor},
    SymbolRow{"_ZTVN4node12NodePlatformE", &NodeSymbols::platform_vtable},
    SymbolRow{"_ZTVN4node24NodeArrayBufferAllocatorE", &NodeSymbols::allocator_vtable},
    SymbolRow{"_ZTVN4node22PerIsolatePlatformDataE", &NodeSymbols::platform_data_vtable},
    SymbolRow{"_ZTVN4node6worker6WorkerE", &NodeSymbols::worker_vtable},
};

}  // namespace

Result<bool> ExportsNodePlatform(const ElfImage& image) {
  const auto address = image.FindSymbol(kV8Platform);
  if (!address) return Fail(address);
  return address->has_value();
}

Result<NodeSymbols> FindNodeSymbols(const ElfImage& image) {
  NodeSymbols symbols;
  for (const SymbolRow& row : kSymbols) {
    const auto address = image.FindSymbol(row.name);
    if (!address) return Fail(address);
    if (!*address) return Fail(Reason::kLayoutMismatch, "no symbol " + std::string(row.name));
    symbols.*row.member = **address;
  }
  return symbols;
}

}  // namespace heap_exporter
