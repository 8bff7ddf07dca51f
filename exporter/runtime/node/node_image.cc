#include "runtime/node/node_image.h"

#include <algorithm>
#include <cctype>

#include "runtime/node/std_string.h"

namespace heap_exporter {
namespace {

constexpr std::uint64_t kMaxVersionLength = 32;

// A reason that says what the image is, not that it could not be read.
bool IsVerdict(Reason reason) {
  return reason == Reason::kMalformed || reason == Reason::kUnsupportedBinary;
}

bool IsVersion(std::string_view text) {
  const auto is_part = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '+';
  };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(), is_part);
}

}  // namespace

Result<std::optional<NodeImage>> ReadNodeImage(const Memory& memory, std::uint64_t base) {
  const auto elf = ElfImage::Load(memory, base);
  if (!elf && IsVerdict(elf.error().reason)) return std::nullopt;
  if (!elf) return Fail(elf);
  const auto is_node = ExportsNodePlatform(*elf);
  if (!is_node && IsVerdict(is_node.error().reason)) return std::nullopt;
  if (!is_node) return Fail(is_node);
  if (!*is_node) return std::nullopt;
  const auto symbols = FindNodeSymbols(*elf);
  if (!symbols) return Fail(symbols);
  NodeImage image;
  image.symbols = *symbols;
  image.first_address = elf->first_address();
  return image;
}

Result<V8Minor> ReadV8Minor(const Memory& memory, const NodeAddresses& addresses) {
  const auto major = ReadObject<std::int32_t>(memory, addresses.v8_major);
  if (!major) return Fail(major);
  const auto minor = ReadObject<std::int32_t>(memory, addresses.v8_minor);
  if (!minor) return Fail(minor);
  return V8Minor{.major = *major, .minor = *minor};
}

std::string ReadNodeVersion(const Memory& memory, const NodeAddresses& addresses) {
  // Metadata::versions.node (src/node_metadata.h) is its first member.
  const auto text = ReadStdString(memory, addresses.metadata, kMaxVersionLength);
  return text && IsVersion(*text) ? *text : std::string();
}

}  // namespace heap_exporter
