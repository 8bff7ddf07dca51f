#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "os/elf_image.h"
#include "os/memory.h"
#include "runtime/node/binary_knowledge.h"
#include "runtime/node/node_addresses.h"
#include "runtime/node/v8_version.h"

namespace heap_exporter {

// What is known of one executable or libnode; the same for all its processes.
struct NodeImage {
  NodeSymbols symbols;
  std::uint64_t first_address = 0;  // link-time address of its first byte
  std::shared_ptr<BinaryKnowledge> knowledge = std::make_shared<BinaryKnowledge>();
};

// What the ELF image at `base` is: Node.js, or nothing of ours. kLayoutMismatch where it is Node.js
// but lacks a symbol; other errors are those of reading, and leave open what it is.
[[nodiscard]] Result<std::optional<NodeImage>> ReadNodeImage(const Memory& memory,
                                                             std::uint64_t base);

// The version of V8 that the process says it has.
[[nodiscard]] Result<V8Minor> ReadV8Minor(const Memory& memory, const NodeAddresses& addresses);

// The version of Node.js that the process says it is, "22.11.0". Empty where it cannot be read, as
// before its static constructors have run.
[[nodiscard]] std::string ReadNodeVersion(const Memory& memory, const NodeAddresses& addresses);

}  // namespace heap_exporter
