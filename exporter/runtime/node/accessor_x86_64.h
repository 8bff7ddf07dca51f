#pragma once

#include <optional>

#include "base/bytes.h"
#include "runtime/node/accessor.h"

namespace heap_exporter {

// DecodeAccessor for the System V ABI of x86-64: the object is in %rdi, the result in %rax.
[[nodiscard]] std::optional<Accessor> DecodeX86_64Accessor(Bytes code);

}  // namespace heap_exporter
