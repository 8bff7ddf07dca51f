#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "runtime/node/accessor.h"

namespace heap_exporter {

// The address of the object plus `offset`.
struct ObjectAddress {
  std::int64_t offset = 0;
};

// What a register or an instruction's operand holds while an accessor runs, without knowing any
// number: nothing that we follow, an address in the object, or what the accessor may return.
using SymbolicValue = std::variant<std::monostate, ObjectAddress, Accessor>;

// The value plus a constant. Only addresses stay what they are.
[[nodiscard]] SymbolicValue Plus(const SymbolicValue& value, std::int64_t constant);

// The 64-bit word in memory at `address` + `displacement`.
[[nodiscard]] SymbolicValue WordAt(const SymbolicValue& address, std::int64_t displacement);

// The sum of two words of the object. A sum of more, or of anything else, is nothing we follow.
[[nodiscard]] SymbolicValue Sum(const SymbolicValue& a, const SymbolicValue& b);

// The general registers of a machine by their number.
class SymbolicRegisters {
 public:
  // At the entry of a member function only `object` is known. A function may write the registers
  // whose bits are set in `scratch`; the others belong to its caller or to the processor.
  SymbolicRegisters(unsigned object, std::uint32_t scratch);

  [[nodiscard]] const SymbolicValue& operator[](unsigned number) const { return values_[number]; }

  // False where the value is none that we follow, or the register is not the function's to write.
  [[nodiscard]] bool Write(unsigned number, const SymbolicValue& value);

  // What the function returns if it ends with its result in this register.
  [[nodiscard]] std::optional<Accessor> Result(unsigned number) const;

 private:
  std::array<SymbolicValue, 32> values_;
  std::uint32_t scratch_;
};

}  // namespace heap_exporter
