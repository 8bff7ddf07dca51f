#include "runtime/node/mapped_memory.h"

namespace heap_exporter {
namespace {

constexpr std::uint64_t kWord = sizeof(std::uint64_t);

}  // namespace

bool MappedMemory::IsObject(std::uint64_t address, std::uint64_t size) const {
  return address % kWord == 0 && map_.IsData(address, size);
}

Result<std::uint64_t> MappedMemory::Word(std::uint64_t address) const {
  const auto words = Words(address, 1);
  if (!words) return Fail(words);
  return words->front();
}

Result<std::vector<std::uint64_t>> MappedMemory::Words(std::uint64_t address,
                                                       std::size_t count) const {
  return Gather({address}, count);
}

Result<std::vector<std::uint64_t>> MappedMemory::MappedWords(std::uint64_t address,
                                                             std::size_t count) const {
  return Words(address, map_.ReadableLength(address, count * kWord) / kWord);
}

Result<std::vector<std::uint64_t>> MappedMemory::Gather(const std::vector<std::uint64_t>& addresses,
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
