#include "runtime/node/mapped_memory.h"

namespace heap_exporter {

bool MappedMemory::IsObject(std::uint64_t address, std::uint64_t size) const {
  if (address == 0 || address % kWord != 0) return false;
  return map_ == nullptr || map_->IsData(address, size);
}

bool MappedMemory::IsReadable(std::uint64_t address, std::uint64_t size) const {
  return map_ == nullptr || map_->ReadableLength(address, size) == size;
}

Result<std::uint64_t> MappedMemory::Word(std::uint64_t address) const {
  return ReadObject<std::uint64_t>(memory_, address);
}

Result<std::vector<std::uint64_t>> MappedMemory::Words(std::uint64_t address,
                                                       std::size_t count) const {
  return ReadObjects<std::uint64_t>(memory_, address, count);
}

Result<std::string> MappedMemory::Text(std::uint64_t address, std::size_t size) const {
  std::string text(size, '\0');
  auto done = ReadBytes(memory_, address, std::as_writable_bytes(std::span(text)));
  if (!done) return Fail(done);
  return text;
}

Result<std::vector<std::uint64_t>> MappedMemory::MappedWords(std::uint64_t address,
                                                             std::size_t count) const {
  if (map_ == nullptr) return Words(address, count);
  return Words(address, map_->ReadableLength(address, count * kWord) / kWord);
}

Result<std::vector<std::uint64_t>> MappedMemory::Gather(std::span<const std::uint64_t> addresses,
                                                        std::size_t count) const {
  std::vector<MemoryRange> ranges;
  ranges.reserve(addresses.size());
  for (const std::uint64_t address : addresses) {
    ranges.push_back({.address = address, .size = count * kWord});
  }
  std::vector<std::uint64_t> words(addresses.size() * count);
  auto done = memory_.Read(ranges, std::as_writable_bytes(std::span(words)));
  if (!done) return Fail(done);
  return words;
}

}  // namespace heap_exporter
