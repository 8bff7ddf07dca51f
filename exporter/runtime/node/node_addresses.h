#pragma once

#include <cstdint>

#include "runtime/node/node_module.h"
#include "runtime/node/node_symbols.h"

namespace heap_exporter {

// The symbols as addresses in one process. Vtables are given as the value that the first word of an
// object of the class holds.
struct NodeAddresses {
  NodeModule module;
  std::uint64_t v8_platform = 0;
  std::uint64_t metadata = 0;
  std::uint64_t v8_major = 0;
  std::uint64_t v8_minor = 0;
  std::uint64_t platform_vtable = 0;
  std::uint64_t allocator_vtable = 0;
  std::uint64_t platform_data_vtable = 0;
  std::uint64_t worker_vtable = 0;
};

// `first_address` is the link-time address of the image's first byte.
inline NodeAddresses Relocate(const NodeSymbols& symbols, std::uint64_t first_address,
                              NodeModule module) {
  // A vtable symbol names the table's start; objects point behind offset-to-top and the type
  // information (Itanium C++ ABI 2.5.2).
  constexpr std::uint64_t kVtableHead = 0x10;
  const std::uint64_t bias = module.start - first_address;
  return NodeAddresses{
      .module = module,
      .v8_platform = symbols.v8_platform + bias,
      .metadata = symbols.metadata + bias,
      .v8_major = symbols.v8_major + bias,
      .v8_minor = symbols.v8_minor + bias,
      .platform_vtable = symbols.platform_vtable + bias + kVtableHead,
      .allocator_vtable = symbols.allocator_vtable + bias + kVtableHead,
      .platform_data_vtable = symbols.platform_data_vtable + bias + kVtableHead,
      .worker_vtable = symbols.worker_vtable + bias + kVtableHead,
  };
}

}  // namespace heap_exporter
