#include "os/memory_map.h"

#include <algorithm>
#include <optional>

#include "os/text.h"

namespace heap_exporter {
namespace {

// "55d0c2f9e000-55d0c2fa3000 r--p 00000000 fe:00 1835093    /usr/bin/node"
std::optional<Mapping> ParseLine(std::string_view line) {
  const auto start = ParseNumber<std::uint64_t>(CutFront(line, '-'), 16);
  const auto end = ParseNumber<std::uint64_t>(CutFront(line, ' '), 16);
  const std::string_view rights = CutFront(line, ' ');
  const auto offset = ParseNumber<std::uint64_t>(CutFront(line, ' '), 16);
  CutFront(line, ' ');  // device: the kernel and stat(2) disagree on it on overlay file systems
  const auto inode = ParseNumber<std::uint64_t>(CutFront(line, ' '));
  if (!start || !end || *start >= *end || rights.size() != 4 || !offset || !inode) {
    return std::nullopt;
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return Mapping{.start = *start,
                 .end = *end,
                 .readable = rights[0] == 'r',
                 .writable = rights[1] == 'w',
                 .offset = *offset,
                 .inode = *inode,
                 .path = std::string(line)};
}

}  // namespace

const Mapping* MemoryMap::Find(std::uint64_t address) const {
  const auto behind = std::upper_bound(
      mappings_.begin(), mappings_.end(), address,
      [](std::uint64_t value, const Mapping& mapping) { return value < mapping.start; });
  if (behind == mappings_.begin()) return nullptr;
  const Mapping& candidate = *std::prev(behind);
  return address < candidate.end ? &candidate : nullptr;
}

bool MemoryMap::IsData(std::uint64_t address, std::uint64_t size) const {
  const Mapping* const mapping = Find(address);
  return mapping != nullptr && mapping->readable && mapping->writable &&
         mapping->end - address >= size;
}

std::uint64_t MemoryMap::ReadableLength(std::uint64_t address, std::uint64_t size) const {
  std::uint64_t length = 0;
  while (length < size) {
    const Mapping* const mapping = Find(address + length);
    if (mapping == nullptr || !mapping->readable) break;
    length = std::min(size, mapping->end - address);
  }
  return length;
}

Result<MemoryMap> ParseMemoryMap(std::string_view text) {
  std::vector<Mapping> mappings;
  while (!text.empty()) {
    auto mapping = ParseLine(CutFront(text, '\n'));
    if (!mapping || (!mappings.empty() && mapping->start < mappings.back().end)) {
      return Fail(Reason::kMalformed, "maps is not as proc(5) says");
    }
    mappings.push_back(std::move(*mapping));
  }
  return MemoryMap(std::move(mappings));
}

}  // namespace heap_exporter
