#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace heap_exporter {

// Targets are 64-bit processes: a pointer, a size or a counter of theirs.
inline constexpr std::uint64_t kWord = sizeof(std::uint64_t);

// A stretch of another process's memory.
struct MemoryRange {
  std::uint64_t address = 0;
  std::uint64_t size = 0;
};

// The memory of a target: the seam under which tests put a fake.
class Memory {
 public:
  virtual ~Memory() = default;

  // Copies all ranges, one behind the other, into `out`, in as few system calls as can be. All or
  // nothing: where any byte cannot be read the error says why and `out` holds nothing of use. The
  // target runs on meanwhile, so what is copied is not one instant. Errors: kPermissionDenied,
  // kProcessGone, kBadAddress, kSystemError. REQUIRES: `out` is as long as the ranges together.
  [[nodiscard]] virtual Result<void> Read(std::span<const MemoryRange> ranges,
                                          std::span<std::byte> out) const = 0;
};

// Copies the bytes from `address` on into `out`; errors as of Memory::Read.
[[nodiscard]] inline Result<void> ReadBytes(const Memory& memory, std::uint64_t address,
                                            std::span<std::byte> out) {
  const MemoryRange range{.address = address, .size = out.size()};
  return memory.Read({&range, 1}, out);
}

// A copy of the trivially copyable object at `address`.
template <class T>
[[nodiscard]] Result<T> ReadObject(const Memory& memory, std::uint64_t address) {
  T object{};
  auto done = ReadBytes(memory, address, WritableBytes(object));
  if (!done) return Fail(done);
  return object;
}

// A copy of the `count` objects that begin at `address`. The caller caps `count`.
template <class T>
[[nodiscard]] Result<std::vector<T>> ReadObjects(const Memory& memory, std::uint64_t address,
                                                 std::size_t count) {
  std::vector<T> objects(count);
  auto done = ReadBytes(memory, address, std::as_writable_bytes(std::span(objects)));
  if (!done) return Fail(done);
  return objects;
}

}  // namespace heap_exporter
