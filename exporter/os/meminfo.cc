#include "os/meminfo.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "os/text.h"

namespace heap_exporter {
namespace {

// "   16303428 kB" in bytes.
std::optional<std::uint64_t> ParseKibibytes(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto number = ParseNumber<std::uint64_t>(CutFront(text, ' '));
  if (!number || text != "kB") return std::nullopt;
  return CheckedMultiply(*number, 1024);
}

}  // namespace

Result<SystemMemory> ParseMeminfo(std::string_view text) {
  std::optional<std::uint64_t> total;
  std::optional<std::uint64_t> free;
  std::optional<std::uint64_t> available;
  while (!text.empty()) {
    std::string_view line = CutFront(text, '\n');
    const std::string_view key = CutFront(line, ':');
    if (key == "MemTotal") total = ParseKibibytes(line);
    if (key == "MemFree") free = ParseKibibytes(line);
    if (key == "MemAvailable") available = ParseKibibytes(line);
  }
  if (!total || !free) return Fail(Reason::kMalformed, "meminfo has no MemTotal or no MemFree");
  return SystemMemory{.total_bytes = *total, .free_bytes = *free, .available_bytes = available};
}

}  // namespace heap_exporter
