#include <sys/prctl.h>

#include <array>
#include <cstring>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

constexpr std::uint64_t kMetadata = 0xa100;
constexpr std::uint64_t kV8Version = 0xa200;  // major and minor, 32 bits each

void SetVersion(std::uint64_t text, std::uint64_t length) {
  RealNode::At(RealNode::InModule(kMetadata)) = text;
  RealNode::At(RealNode::InModule(kMetadata) + kWord) = length;
}

Outcome VersionEndless(RealNode& node) {
  SetVersion(node.plan().platform(), std::uint64_t{1} << 60);
  return kFigures;
}

Outcome VersionNowhere(RealNode&) {
  SetVersion(0xfffffffffffffff0, 8);
  return kFigures;
}

Outcome VersionOfMarkup(RealNode&) {
  static const char text[] = "1\"} 1\n# TYPE x";
  SetVersion(reinterpret_cast<std::uint64_t>(text), sizeof(text) - 1);
  return kFigures;
}

Outcome NameOfMarkup(RealNode&) {
  prctl(PR_SET_NAME, "a) R\n1 \"}\\ \xff");
  return kFigures;
}

Outcome V8Negative(RealNode&) {
  RealNode::At(RealNode::InModule(kV8Version)) = UINT64_MAX;
  return Refused(Reason::kUnsupportedVersion);
}

// A version without a row, whose code cannot be understood.
Outcome V8OfTheFuture(RealNode&) {
  RealNode::At(RealNode::InModule(kV8Version)) = INT32_MAX;
  return kRefused;
}

constexpr std::array kPoisons = {
    Poison{"version_endless", VersionEndless},
    Poison{"version_nowhere", VersionNowhere},
    Poison{"version_of_markup", VersionOfMarkup},
    Poison{"name_of_markup", NameOfMarkup},
    Poison{"v8_negative", V8Negative},
    Poison{"v8_of_the_future", V8OfTheFuture},
};

}  // namespace

std::span<const Poison> TextPoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
