#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "os/memory.h"

namespace heap_exporter::testing {

// The memory of a process that does not exist: regions of bytes at addresses. What lies outside of
// them is not mapped. One read, chosen by number, can be made to fail.
class FakeMemory : public Memory {
 public:
  // Maps `size` zero bytes at `address`. Regions must not overlap.
  void Map(std::uint64_t address, std::uint64_t size);
  // Takes the region that begins at `address` away.
  void Unmap(std::uint64_t address);

  template <class T>
  requires std::is_trivially_copyable_v<T>
  void Write(std::uint64_t address, const T& value) {
    WriteBytes(address, std::as_bytes(std::span<const T, 1>(&value, 1)));
  }
  void WriteBytes(std::uint64_t address, Bytes bytes);
  [[nodiscard]] std::uint64_t Word(std::uint64_t address) const;

  // The read with this number, counted from 0 from now on, fails; all others succeed.
  void FailRead(std::size_t number, Reason reason);
  // Every read from now on fails.
  void FailAllReads(Reason reason);
  // No read fails any more; counting starts again.
  void Heal();
  [[nodiscard]] std::size_t reads() const { return reads_; }

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override;

 private:
  using Regions = std::map<std::uint64_t, std::vector<std::byte>>;
  [[nodiscard]] Regions::const_iterator RegionOf(std::uint64_t address, std::uint64_t size) const;

  Regions regions_;
  mutable std::size_t reads_ = 0;
  std::optional<std::size_t> failing_read_;
  bool all_fail_ = false;
  Reason failure_ = Reason::kSystemError;
};

}  // namespace heap_exporter::testing
