#include "support/accessor_code.h"

#include <initializer_list>

#include "base/bytes.h"
#include "runtime/node/accessor.h"

namespace heap_exporter::testing {
namespace {

constexpr bool kIsX86_64 = kOurInstructionSet == InstructionSet::kX86_64;

template <class T>
void Append(MachineCode& code, T value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  code.insert(code.end(), bytes.begin(), bytes.end());
}

// x86-64: REX.W, opcode, ModRM byte for rax and a displacement of 32 bits from rdi.
[[maybe_unused]] void AppendX86_64(MachineCode& code, std::uint8_t opcode, std::uint32_t offset) {
  for (const std::uint8_t byte : {std::uint8_t{0x48}, opcode, std::uint8_t{0x87}}) {
    Append(code, byte);
  }
  Append(code, offset);
}

// AArch64: ldr xN, [x0, #offset].
[[maybe_unused]] void AppendLoad(MachineCode& code, std::uint32_t offset,
                                 std::uint32_t register_number) {
  Append(code, 0xf9400000 | offset / 8 << 10 | register_number);
}

MachineCode Returning(MachineCode code) {
  if constexpr (kIsX86_64) {
    Append(code, std::uint8_t{0xc3});
  } else {
    Append(code, std::uint32_t{0xd65f03c0});
  }
  return code;
}

}  // namespace

MachineCode ReturnsWord(std::uint32_t offset) {
  MachineCode code;
  if constexpr (kIsX86_64) {
    AppendX86_64(code, 0x8b, offset);  // mov
  } else {
    AppendLoad(code, offset, 0);
  }
  return Returning(std::move(code));
}

MachineCode ReturnsSum(std::uint32_t first, std::uint32_t second) {
  MachineCode code;
  if constexpr (kIsX86_64) {
    AppendX86_64(code, 0x8b, first);   // mov
    AppendX86_64(code, 0x03, second);  // add
  } else {
    AppendLoad(code, first, 1);
    AppendLoad(code, second, 0);
    Append(code, std::uint32_t{0x8b010000});  // add x0, x0, x1
  }
  return Returning(std::move(code));
}

MachineCode ReturnsOther() {
  MachineCode code;
  if constexpr (kIsX86_64) {
    Append(code, std::uint16_t{0xc031});  // xor %eax,%eax
  } else {
    Append(code, std::uint32_t{0xd2800000});  // mov x0, #0
  }
  return Returning(std::move(code));
}

}  // namespace heap_exporter::testing
