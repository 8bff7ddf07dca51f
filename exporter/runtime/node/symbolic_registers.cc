#include "runtime/node/symbolic_registers.h"

#include <algorithm>
#include <cstdlib>

namespace heap_exporter {
namespace {

// More than any class of interest has bytes; it keeps the arithmetic below from overflowing.
constexpr std::int64_t kMaxOffset = 0x10000;

}  // namespace

SymbolicValue Plus(const SymbolicValue& value, std::int64_t constant) {
  const auto* const address = std::get_if<ObjectAddress>(&value);
  if (address == nullptr || std::abs(constant) > kMaxOffset) return {};
  const std::int64_t offset = address->offset + constant;
  if (std::abs(offset) > kMaxOffset) return {};
  return ObjectAddress{.offset = offset};
}

SymbolicValue WordAt(const SymbolicValue& address, std::int64_t displacement) {
  const SymbolicValue place = Plus(address, displacement);
  const auto* const member = std::get_if<ObjectAddress>(&place);
  if (member == nullptr || member->offset < 0) return {};
  return Accessor{.offset = static_cast<std::uint32_t>(member->offset)};
}

SymbolicValue Sum(const SymbolicValue& a, const SymbolicValue& b) {
  const auto* const left = std::get_if<Accessor>(&a);
  const auto* const right = std::get_if<Accessor>(&b);
  if (left == nullptr || right == nullptr || left->second || right->second) return {};
  const auto [low, high] = std::minmax(left->offset, right->offset);
  return Accessor{.offset = low, .second = high};
}

SymbolicRegisters::SymbolicRegisters(unsigned object, std::uint32_t scratch) : scratch_(scratch) {
  values_[object] = ObjectAddress{};
}

bool SymbolicRegisters::Write(unsigned number, const SymbolicValue& value) {
  const bool is_scratch = (scratch_ >> number & 1) != 0;
  if (!is_scratch || std::holds_alternative<std::monostate>(value)) return false;
  values_[number] = value;
  return true;
}

std::optional<Accessor> SymbolicRegisters::Result(unsigned number) const {
  const auto* const result = std::get_if<Accessor>(&values_[number]);
  if (result == nullptr) return std::nullopt;
  return *result;
}

}  // namespace heap_exporter
