#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "os/elf_image.h"

namespace heap_exporter {

// The exported symbols that everything else is found from, as link-time addresses. All of them are
// in .dynsym of every Node.js from 12 to 26, so a stripped binary has them too.
struct NodeSymbols {
  std::uint64_t v8_platform = 0;           // node::per_process::v8_platform
  std::uint64_t metadata = 0;              // node::per_process::metadata
  std::uint64_t v8_major = 0;              // v8::internal::Version::major_
  std::uint64_t v8_minor = 0;              // v8::internal::Version::minor_
  std::uint64_t platform_vtable = 0;       // of node::NodePlatform
  std::uint64_t allocator_vtable = 0;      // of node::NodeArrayBufferAllocator
  std::uint64_t platform_data_vtable = 0;  // of node::PerIsolatePlatformData
  std::uint64_t worker_vtable = 0;         // of node::worker::Worker
};

// Whether the image is Node.js: it exports node::per_process::v8_platform. Bun, which exports V8's
// symbols as well, does not.
[[nodiscard]] Result<bool> ExportsNodePlatform(const ElfImage& image);

// All symbols of a Node.js image. kLayoutMismatch names the first that is missing.
[[nodiscard]] Result<NodeSymbols> FindNodeSymbols(const ElfImage& image);

}  // namespace heap_exporter
