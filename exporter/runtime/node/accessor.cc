#include "runtime/node/accessor.h"

#include <algorithm>

#include "runtime/node/accessor_aarch64.h"
#include "runtime/node/accessor_x86_64.h"

namespace heap_exporter {

std::optional<Accessor> DecodeAccessor(InstructionSet set, Bytes code) {
  const Bytes head = code.first(std::min(code.size(), kMaxAccessorBytes));
  return set == InstructionSet::kX86_64 ? DecodeX86_64Accessor(head) : DecodeAarch64Accessor(head);
}

}  // namespace heap_exporter
