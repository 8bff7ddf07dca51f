#include "runtime/node/accessor_aarch64.h"

#include <cstdint>
#include <utility>

#include "runtime/node/symbolic_registers.h"

namespace heap_exporter {
namespace {

constexpr unsigned kX0 = 0;
// x0 to x17: what a function need not preserve (AAPCS64 6.1.1; x18 is the platform's). The number
// 31, which is sp here and zero there, is thus never written, and never read with a value.
constexpr std::uint32_t kScratchRegisters = 0x3ffff;

// Instructions without operands that vary.
constexpr std::uint32_t kRet = 0xd65f03c0;
constexpr std::uint32_t kPushFrame = 0xa9bf7bfd;      // stp x29, x30, [sp, #-16]!
constexpr std::uint32_t kMoveSpToFrame = 0x910003fd;  // mov x29, sp
constexpr std::uint32_t kPopFrame = 0xa8c17bfd;       // ldp x29, x30, [sp], #16
constexpr std::uint32_t kBtiC = 0xd503245f;
// They sign and check the return address (-mbranch-protection), the latter with the former's result
// only.
constexpr std::uint32_t kPaciasp = 0xd503233f;
constexpr std::uint32_t kAutiasp = 0xd50323bf;

unsigned Rd(std::uint32_t instruction) { return instruction & 31; }
unsigned Rn(std::uint32_t instruction) { return instruction >> 5 & 31; }
unsigned Rm(std::uint32_t instruction) { return instruction >> 16 & 31; }
std::int64_t Imm12(std::uint32_t instruction) { return instruction >> 10 & 0xfff; }

// Bits 12 to 20, with sign.
std::int64_t Imm9(std::uint32_t instruction) {
  const std::int64_t bits = instruction >> 12 & 0x1ff;
  return bits < 0x100 ? bits : bits - 0x200;
}

// As for x86-64: followed are the data, and whether the return finds stack and link register as
// they were at the entry.
class Function {
 public:
  std::optional<Accessor> Run(Bytes code) {
    for (std::uint64_t at = 0;; at += sizeof(std::uint32_t)) {
      const auto instruction = ReadAt<std::uint32_t>(code, at);
      if (!instruction) return std::nullopt;
      if (*instruction == kRet) {
        return has_frame_ || is_signed_ ? std::nullopt : registers_.Result(kX0);
      }
      if (!StepFrame(*instruction) && !StepData(*instruction)) return std::nullopt;
    }
  }

 private:
  // An instruction that leaves all data alone.
  bool StepFrame(std::uint32_t instruction) {
    switch (instruction) {
      case kBtiC:
        return true;
      case kPaciasp:
        return !has_frame_ && !std::exchange(is_signed_, true);
      case kAutiasp:
        return !has_frame_ && std::exchange(is_signed_, false);
      case kPushFrame:
        return !std::exchange(has_frame_, true);
      case kMoveSpToFrame:
        return has_frame_;
      case kPopFrame:
        return std::exchange(has_frame_, false);
      default:
        return false;
    }
  }

  // The encodings are those of the Arm Architecture Reference Manual, C6.2.
  bool StepData(std::uint32_t instruction) {
    const SymbolicValue& base = registers_[Rn(instruction)];
    if ((instruction & 0xffc00000) == 0xf9400000) {  // ldr xt, [xn, #imm12 * 8]
      return registers_.Write(Rd(instruction), WordAt(base, Imm12(instruction) * 8));
    }
    if ((instruction & 0xffe00c00) == 0xf8400000) {  // ldur xt, [xn, #imm9]
      return registers_.Write(Rd(instruction), WordAt(base, Imm9(instruction)));
    }
    if ((instruction & 0xfffffc00) == 0xc8dffc00) {  // ldar xt, [xn]
      return registers_.Write(Rd(instruction), WordAt(base, 0));
    }
    if ((instruction & 0xffc00000) == 0x91000000) {  // add xd, xn, #imm12
      return registers_.Write(Rd(instruction), Plus(base, Imm12(instruction)));
    }
    if ((instruction & 0xffe0fc00) == 0x8b000000) {  // add xd, xn, xm
      return registers_.Write(Rd(instruction), Sum(base, registers_[Rm(instruction)]));
    }
    if ((instruction & 0xffe0ffe0) == 0xaa0003e0) {  // mov xd, xm
      return registers_.Write(Rd(instruction), registers_[Rm(instruction)]);
    }
    return false;
  }

  SymbolicRegisters registers_{kX0, kScratchRegisters};
  bool has_frame_ = false;  // x29 and x30 are on the stack and nothing else
  bool is_signed_ = false;  // the return address
};

}  // namespace

std::optional<Accessor> DecodeAarch64Accessor(Bytes code) { return Function().Run(code); }

}  // namespace heap_exporter
