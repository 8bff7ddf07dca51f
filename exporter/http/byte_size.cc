#include "http/byte_size.h"

#include <array>
#include <cstddef>
#include <cstdio>

namespace heap_exporter {
namespace {

constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
constexpr double kNextUnit = 1023.95;  // what would be rounded to 1024.0

}  // namespace

std::string ByteSize(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (size >= kNextUnit && unit + 1 < kUnits.size()) {
    size /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", size, kUnits[unit]);
  return text.data();
}

}  // namespace heap_exporter
