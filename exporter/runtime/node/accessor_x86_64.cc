#include "runtime/node/accessor_x86_64.h"

#include <array>
#include <cstdint>

#include "runtime/node/symbolic_registers.h"

namespace heap_exporter {
namespace {

constexpr unsigned kRax = 0;
constexpr unsigned kRdi = 7;
// rax, rcx, rdx, rsi, rdi, r8 to r11: what a function need not preserve (psABI 3.2.1).
constexpr std::uint32_t kScratchRegisters = 0x0fc7;

// Instructions without operands that vary, as bytes in memory from the lowest on.
constexpr std::uint32_t kEndbr64 = 0xfa1e0ff3;
constexpr std::uint8_t kPushRbp = 0x55;
constexpr std::uint8_t kPopRbp = 0x5d;
constexpr std::uint8_t kRet = 0xc3;
// mov %rsp,%rbp in the encodings of GNU as and of others.
constexpr std::array<std::uint32_t, 2> kMoveRspToRbp = {0xe58948, 0xec8b48};

// A member function of the instruction set, executed on symbols. What it does to its frame is
// followed only so far that the return finds the stack as it was at the entry.
class Function {
 public:
  explicit Function(Bytes code) : code_(code) {}

  std::optional<Accessor> Run() {
    while (!code_.empty()) {
      if (StartsWith(kRet)) return has_frame_ ? std::nullopt : registers_.Result(kRax);
      if (!StepFrame() && !StepData()) return std::nullopt;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool StartsWith(std::uint8_t byte) const {
    return ReadAt<std::uint8_t>(code_, 0) == byte;
  }

  [[nodiscard]] bool StartsWithMoveRspToRbp() const {
    const auto bytes = ReadAt<std::uint32_t>(code_, 0);
    return bytes &&
           ((*bytes & 0xffffff) == kMoveRspToRbp[0] || (*bytes & 0xffffff) == kMoveRspToRbp[1]);
  }

  bool Skip(std::size_t bytes) {
    code_ = code_.subspan(bytes);
    return true;
  }

  // An instruction that leaves all data alone.
  bool StepFrame() {
    if (ReadAt<std::uint32_t>(code_, 0) == kEndbr64) return Skip(4);
    if (has_frame_ && StartsWithMoveRspToRbp()) return Skip(3);
    if (!StartsWith(has_frame_ ? kPopRbp : kPushRbp)) return false;
    has_frame_ = !has_frame_;
    return Skip(1);
  }

  // mov or add, both 64 bits wide: REX prefix, opcode, ModRM byte, displacement (Intel
  // SDM 2.1, 2.2).
  bool StepData() {
    const auto rex = ReadAt<std::uint8_t>(code_, 0);
    const auto opcode = ReadAt<std::uint8_t>(code_, 1);
    const auto mod_rm = ReadAt<std::uint8_t>(code_, 2);
    if (!rex || !opcode || !mod_rm) return false;
    if ((*rex & 0xfa) != 0x48) return false;  // REX.W, and no REX.X: nothing here has an index
    const unsigned reg = (*mod_rm >> 3 & 7U) | (*rex & 4U) << 1;
    const unsigned rm = (*mod_rm & 7U) | (*rex & 1U) << 3;
    Skip(3);
    const unsigned mode = *mod_rm >> 6;
    return mode == 3 ? OnRegisters(*opcode, reg, rm) : OnMemory(*opcode, reg, rm, mode);
  }

  bool OnRegisters(std::uint8_t opcode, unsigned reg, unsigned rm) {
    switch (opcode) {
      case 0x89:
        return registers_.Write(rm, registers_[reg]);
      case 0x8b:
        return registers_.Write(reg, registers_[rm]);
      case 0x01:
        return registers_.Write(rm, Sum(registers_[rm], registers_[reg]));
      case 0x03:
        return registers_.Write(reg, Sum(registers_[reg], registers_[rm]));
      default:
        return false;
    }
  }

  bool OnMemory(std::uint8_t opcode, unsigned reg, unsigned base, unsigned mode) {
    const auto displacement = Displacement(base, mode);
    if (!displacement) return false;
    const SymbolicValue word = WordAt(registers_[base], *displacement);
    switch (opcode) {
      case 0x8b:
        return registers_.Write(reg, word);
      case 0x03:
        return registers_.Write(reg, Sum(registers_[reg], word));
      default:
        return false;
    }
  }

  std::optional<std::int64_t> Displacement(unsigned base, unsigned mode) {
    const unsigned low_bits = base & 7;
    if (low_bits == 4) return std::nullopt;               // a SIB byte follows
    if (mode == 0 && low_bits == 5) return std::nullopt;  // relative to %rip
    if (mode == 0) return 0;
    return mode == 1 ? Take<std::int8_t>() : Take<std::int32_t>();
  }

  template <class T>
  std::optional<std::int64_t> Take() {
    const auto value = ReadAt<T>(code_, 0);
    if (!value) return std::nullopt;
    Skip(sizeof(T));
    return *value;
  }

  Bytes code_;
  SymbolicRegisters registers_{kRdi, kScratchRegisters};
  bool has_frame_ = false;  // rbp is on the stack and nothing else
};

}  // namespace

std::optional<Accessor> DecodeX86_64Accessor(Bytes code) { return Function(code).Run(); }

}  // namespace heap_exporter
