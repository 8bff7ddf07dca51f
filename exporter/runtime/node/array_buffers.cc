#include "runtime/node/array_buffers.h"

namespace heap_exporter {
namespace {

// NodeArrayBufferAllocator (src/node_internals.h) has these members behind its vtable:
//   zero_fill_field_  32 bits, 0 or 1; dropped within Node.js 24 and 25
//   total_mem_usage_
//   allocator_        from within Node.js 14 on: a pointer to V8's allocator, which has a vtable
constexpr std::uint64_t kFirst = kWord;
constexpr std::uint64_t kSecond = 2 * kWord;
constexpr std::uint32_t kMaxZeroFill = 1;

bool PointsToObject(const MappedMemory& memory, const NodeModule& module, std::uint64_t pointer) {
  if (!memory.IsObject(pointer, kWord)) return false;
  const auto vtable = memory.Word(pointer);
  return vtable && module.Contains(*vtable);
}

}  // namespace

Result<std::uint64_t> FindArrayBufferBytes(const MappedMemory& memory, const NodeModule& module,
                                           std::uint64_t allocator) {
  const auto words = memory.Words(allocator + kFirst, 2);
  if (!words) return Fail(words);
  const bool is_first = static_cast<std::uint32_t>((*words)[0]) > kMaxZeroFill ||
                        PointsToObject(memory, module, (*words)[1]);
  return allocator + (is_first ? kFirst : kSecond);
}

}  // namespace heap_exporter
