#pragma once

#include <optional>

#include "base/bytes.h"
#include "runtime/node/accessor.h"

namespace heap_exporter {

// DecodeAccessor for the procedure call standard of AArch64: the object is in x0, and so is the
// result.
[[nodiscard]] std::optional<Accessor> DecodeAarch64Accessor(Bytes code);

}  // namespace heap_exporter
