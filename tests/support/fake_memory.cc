#include "support/fake_memory.h"

#include <algorithm>
#include <stdexcept>

namespace heap_exporter::testing {

void FakeMemory::Map(std::uint64_t address, std::uint64_t size) {
  regions_[address] = std::vector<std::byte>(size);
}

void FakeMemory::Unmap(std::uint64_t address) { regions_.erase(address); }

void FakeMemory::WriteBytes(std::uint64_t address, Bytes bytes) {
  const auto region = RegionOf(address, bytes.size());
  if (region == regions_.end()) throw std::logic_error("a test writes where nothing is mapped");
  auto& content = regions_.at(region->first);
  std::copy(bytes.begin(), bytes.end(),
            content.begin() + static_cast<std::ptrdiff_t>(address - region->first));
}

std::uint64_t FakeMemory::Word(std::uint64_t address) const {
  const auto region = RegionOf(address, sizeof(std::uint64_t));
  if (region == regions_.end()) throw std::logic_error("a test reads where nothing is mapped");
  return *ReadAt<std::uint64_t>(region->second, address - region->first);
}

void FakeMemory::FailRead(std::size_t number, Reason reason) {
  Heal();
  failing_read_ = number;
  failure_ = reason;
}

void FakeMemory::FailAllReads(Reason reason) {
  Heal();
  all_fail_ = true;
  failure_ = reason;
}

void FakeMemory::Heal() {
  failing_read_.reset();
  all_fail_ = false;
  reads_ = 0;
}

Result<void> FakeMemory::Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const {
  const std::size_t number = reads_++;
  if (all_fail_ || number == failing_read_) return Fail(failure_, "made to fail");
  for (const MemoryRange& range : ranges) {
    const auto region = RegionOf(range.address, range.size);
    if (region == regions_.end()) return Fail(Reason::kBadAddress, "not mapped");
    const auto from =
        region->second.begin() + static_cast<std::ptrdiff_t>(range.address - region->first);
    std::copy_n(from, range.size, out.begin());
    out = out.subspan(range.size);
  }
  return {};
}

FakeMemory::Regions::const_iterator FakeMemory::RegionOf(std::uint64_t address,
                                                         std::uint64_t size) const {
  const auto behind = regions_.upper_bound(address);
  if (behind == regions_.begin()) return regions_.end();
  const auto region = std::prev(behind);
  const std::uint64_t offset = address - region->first;
  const bool inside = offset <= region->second.size() && size <= region->second.size() - offset;
  return inside ? region : regions_.end();
}

}  // namespace heap_exporter::testing
