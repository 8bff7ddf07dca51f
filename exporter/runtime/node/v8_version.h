#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace heap_exporter {

// The part of a V8 version that decides its layout: offsets did not move between patches of one
// minor in any pair of releases examined, but they do move within a Node.js major.
struct V8Minor {
  std::int32_t major = 0;
  std::int32_t minor = 0;

  auto operator<=>(const V8Minor&) const = default;
};

inline std::string ToString(V8Minor version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

}  // namespace heap_exporter
