#include "runtime/node/accessor.h"

#include <initializer_list>
#include <random>
#include <vector>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

std::vector<std::byte> Code(std::initializer_list<int> bytes) {
  std::vector<std::byte> code;
  for (const int byte : bytes) code.push_back(static_cast<std::byte>(byte));
  return code;
}

std::optional<Accessor> X86(std::initializer_list<int> bytes) {
  return DecodeAccessor(InstructionSet::kX86_64, Code(bytes));
}

std::optional<Accessor> Arm(const std::vector<std::uint32_t>& instructions) {
  return DecodeAccessor(InstructionSet::kAarch64, std::as_bytes(std::span(instructions)));
}

constexpr std::uint32_t kLoadX0At18 = 0xf9400c00;  // ldr x0, [x0, #0x18]
constexpr std::uint32_t kArmRet = 0xd65f03c0;

}  // namespace

TEST_CASE("accessors of x86-64 as compilers write them are understood") {
  // Each is CommittedMemory() or Size() of some class in a release of Node.js.
  SECTION("22.23.3: mov 0x18(%rdi),%rax; ret") {
    CHECK(X86({0x48, 0x8b, 0x47, 0x18, 0xc3}) == Accessor{0x18});
  }
  SECTION("18.20.8: mov 0x110(%rdi),%rax; ret") {
    CHECK(X86({0x48, 0x8b, 0x87, 0x10, 0x01, 0x00, 0x00, 0xc3}) == Accessor{0x110});
  }
  SECTION("14.21.3: the load between push %rbp and mov %rsp,%rbp") {
    CHECK(X86({0x55, 0x48, 0x8b, 0x47, 0x50, 0x48, 0x89, 0xe5, 0x5d, 0xc3}) == Accessor{0x50});
  }
  SECTION("12.22.12: a word added to another, with a frame") {
    CHECK(X86({0x55, 0x48, 0x8b, 0x87, 0x20, 0x01, 0x00, 0x00, 0x48, 0x03,
               0x87, 0xc0, 0x01, 0x00, 0x00, 0x48, 0x89, 0xe5, 0x5d, 0xc3}) ==
          Accessor{0x120, 0x1c0});
  }
  SECTION("24.21.0: two loads, the higher one first, and add %rdx,%rax") {
    CHECK(X86({0x48, 0x8b, 0x97, 0xf8, 0x00, 0x00, 0x00, 0x48, 0x8b, 0x47, 0x78, 0x48, 0x01, 0xd0,
               0xc3}) == Accessor{0x78, 0xf8});
  }
  SECTION("26.10.0: the same by another compiler, with a frame") {
    CHECK(X86({0x55, 0x48, 0x89, 0xe5, 0x48, 0x8b, 0x8f, 0xd8, 0x00, 0x00,
               0x00, 0x48, 0x8b, 0x47, 0x68, 0x48, 0x01, 0xc8, 0x5d, 0xc3}) ==
          Accessor{0x68, 0xd8});
  }
  SECTION("endbr64 in front, as -fcf-protection puts it") {
    CHECK(X86({0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8b, 0x07, 0xc3}) == Accessor{0});
  }
  SECTION("by way of the upper registers") {
    // mov %rdi,%r8; mov 0x18(%r8),%r9; mov %r9,%rax; ret
    CHECK(X86({0x49, 0x89, 0xf8, 0x4d, 0x8b, 0x48, 0x18, 0x4c, 0x89, 0xc8, 0xc3}) ==
          Accessor{0x18});
  }
}

TEST_CASE("code of x86-64 that returns anything else is no accessor") {
  SECTION("a constant: xor %eax,%eax; ret") { CHECK_FALSE(X86({0x31, 0xc0, 0xc3})); }
  SECTION("nothing: ret") { CHECK_FALSE(X86({0xc3})); }
  SECTION("half a word: mov 0x18(%rdi),%eax; ret") { CHECK_FALSE(X86({0x8b, 0x47, 0x18, 0xc3})); }
  SECTION("the object's address: mov %rdi,%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x89, 0xf8, 0xc3}));
  }
  SECTION("a word of another object: mov 0x18(%rsi),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x46, 0x18, 0xc3}));
  }
  SECTION("a word behind a pointer: mov 0x60(%rdi),%rax; mov 0x28(%rax),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0x60, 0x48, 0x8b, 0x40, 0x28, 0xc3}));
  }
  SECTION("an element: mov 0x18(%rdi,%rsi,8),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x44, 0xf7, 0x18, 0xc3}));
  }
  SECTION("a static variable: mov 0x18(%rip),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x05, 0x18, 0x00, 0x00, 0x00, 0xc3}));
  }
  SECTION("a difference: mov 0x18(%rdi),%rax; sub 0x20(%rdi),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0x18, 0x48, 0x2b, 0x47, 0x20, 0xc3}));
  }
  SECTION("a sum of three words") {
    CHECK_FALSE(
        X86({0x48, 0x8b, 0x47, 0x18, 0x48, 0x03, 0x47, 0x20, 0x48, 0x03, 0x47, 0x28, 0xc3}));
  }
  SECTION("what a call returns: jmp") { CHECK_FALSE(X86({0xe9, 0x00, 0x00, 0x00, 0x00, 0xc3})); }
  SECTION("a word after a store: mov %rax,0x20(%rdi)") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0x18, 0x48, 0x89, 0x47, 0x20, 0xc3}));
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0x18, 0x48, 0x01, 0x47, 0x20, 0xc3}));
  }
  SECTION("a word before the object: mov -0x8(%rdi),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0xf8, 0xc3}));
  }
  SECTION("a word too far away to be a member") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x87, 0x08, 0x00, 0x01, 0x00, 0xc3}));
  }
  SECTION("a word that lies in another register: mov 0x18(%rdi),%rcx; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x4f, 0x18, 0xc3}));
  }
}

TEST_CASE("code of x86-64 that does not return to its caller as it should is no accessor") {
  SECTION("the frame stays: push %rbp; mov 0x18(%rdi),%rax; ret") {
    CHECK_FALSE(X86({0x55, 0x48, 0x8b, 0x47, 0x18, 0xc3}));
  }
  SECTION("a frame that was never made: mov 0x18(%rdi),%rax; pop %rbp; ret") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x47, 0x18, 0x5d, 0xc3}));
  }
  SECTION("the caller's frame is lost: mov %rsp,%rbp; mov 0x18(%rdi),%rax; ret") {
    CHECK_FALSE(X86({0x48, 0x89, 0xe5, 0x48, 0x8b, 0x47, 0x18, 0xc3}));
  }
  SECTION("another stack: mov 0x18(%rdi),%rsp") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x67, 0x18, 0x48, 0x8b, 0x47, 0x18, 0xc3}));
  }
  SECTION("a register of the caller's: mov 0x18(%rdi),%rbx") {
    CHECK_FALSE(X86({0x48, 0x8b, 0x5f, 0x18, 0x48, 0x8b, 0x47, 0x18, 0xc3}));
  }
}

TEST_CASE("accessors of AArch64 as compilers write them are understood") {
  SECTION("22.23.3: ldr x0, [x0, #0x20]; ret") {
    CHECK(Arm({0xf9401000, kArmRet}) == Accessor{0x20});
  }
  SECTION("24.21.0: add x0, x0, #0x78; ldar x0, [x0]; ret") {
    CHECK(Arm({0x9101e000, 0xc8dffc00, kArmRet}) == Accessor{0x78});
  }
  SECTION("16.20.2: two words, with a signed return address") {
    CHECK(Arm({0xd503233f, 0x910aa001, 0xc8dffc21, 0x91066000, 0xc8dffc00, 0x8b010000, 0xd50323bf,
               kArmRet}) == Accessor{0x198, 0x2a8});
  }
  SECTION("26.10.0: both addresses first") {
    CHECK(Arm({0x91036008, 0x9101a009, 0xc8dffd08, 0xc8dffd29, 0x8b080120, kArmRet}) ==
          Accessor{0x68, 0xd8});
  }
  SECTION("with a frame, bti c, ldur and mov") {
    CHECK(Arm({0xd503245f, 0xa9bf7bfd, 0x910003fd, 0xf8418001, 0xaa0103e0, 0xa8c17bfd, kArmRet}) ==
          Accessor{0x18});
  }
}

TEST_CASE("code of AArch64 that returns anything else is no accessor") {
  SECTION("a constant: mov x0, xzr") { CHECK_FALSE(Arm({0xaa1f03e0, kArmRet})); }
  SECTION("nothing: ret") { CHECK_FALSE(Arm({kArmRet})); }
  SECTION("the object's address plus a constant") { CHECK_FALSE(Arm({0x9101e000, kArmRet})); }
  SECTION("half a word: ldr w0, [x0, #0x18]") { CHECK_FALSE(Arm({0xb9401800, kArmRet})); }
  SECTION("a byte: ldarb w0, [x0]") { CHECK_FALSE(Arm({0x08dffc00, kArmRet})); }
  SECTION("a word of the stack: ldr x0, [sp, #0x18]") { CHECK_FALSE(Arm({0xf9400fe0, kArmRet})); }
  SECTION("a word of another object: ldr x0, [x1, #0x18]") {
    CHECK_FALSE(Arm({0xf9400c20, kArmRet}));
  }
  SECTION("a word behind a pointer") { CHECK_FALSE(Arm({0xf9403000, 0xf9401400, kArmRet})); }
  SECTION("an element: ldr x0, [x0, x1, lsl #3]") { CHECK_FALSE(Arm({0xf8617800, kArmRet})); }
  SECTION("a word before the object: ldur x0, [x0, #-8]") {
    CHECK_FALSE(Arm({0xf85f8000, kArmRet}));
  }
  SECTION("a load that moves its base: ldr x0, [x0], #8") {
    CHECK_FALSE(Arm({0xf8408400, kArmRet}));
  }
  SECTION("a sum with a shift: add x0, x0, x1, lsl #3") {
    CHECK_FALSE(Arm({0xf9400c01, kLoadX0At18, 0x8b010c00, kArmRet}));
  }
  SECTION("what a branch leads to") { CHECK_FALSE(Arm({kLoadX0At18, 0x14000010, kArmRet})); }
  SECTION("a word of another register's: ret x1") { CHECK_FALSE(Arm({kLoadX0At18, 0xd65f0020})); }
  SECTION("the caller's register is lost: ldr x19, [x0, #0x18]") {
    CHECK_FALSE(Arm({0xf9400c13, kLoadX0At18, kArmRet}));
  }
}

TEST_CASE("code of AArch64 that does not return to its caller as it should is no accessor") {
  CHECK(Arm({kLoadX0At18, kArmRet}));
  SECTION("the frame stays") { CHECK_FALSE(Arm({0xa9bf7bfd, kLoadX0At18, kArmRet})); }
  SECTION("a frame that was never made") { CHECK_FALSE(Arm({kLoadX0At18, 0xa8c17bfd, kArmRet})); }
  SECTION("a return address that stays signed") {
    CHECK_FALSE(Arm({0xd503233f, kLoadX0At18, kArmRet}));
  }
  SECTION("a return address that was never signed") {
    CHECK_FALSE(Arm({kLoadX0At18, 0xd50323bf, kArmRet}));
  }
}

TEST_CASE("code that ends before the return is no accessor, wherever it ends") {
  const auto x86 = Code({0x55, 0x48, 0x8b, 0x87, 0x20, 0x01, 0x00, 0x00, 0x48, 0x03,
                         0x87, 0xc0, 0x01, 0x00, 0x00, 0x48, 0x89, 0xe5, 0x5d, 0xc3});
  const std::vector<std::uint32_t> arm = {0x9101e000, 0xc8dffc00, kArmRet};
  const Bytes arm_bytes = std::as_bytes(std::span(arm));
  REQUIRE(DecodeAccessor(InstructionSet::kX86_64, x86));
  REQUIRE(DecodeAccessor(InstructionSet::kAarch64, arm_bytes));
  for (std::size_t length = 0; length < x86.size(); ++length) {
    CHECK_FALSE(DecodeAccessor(InstructionSet::kX86_64, Bytes(x86).first(length)));
  }
  for (std::size_t length = 0; length < arm_bytes.size(); ++length) {
    CHECK_FALSE(DecodeAccessor(InstructionSet::kAarch64, arm_bytes.first(length)));
  }
}

TEST_CASE("a return behind the first 64 bytes is not looked for") {
  const auto with_return_at = [](std::size_t position) {
    std::vector<std::uint32_t> code(position, kLoadX0At18);
    for (std::size_t i = 1; i < position; ++i) code[i] = 0xaa0003e0;  // mov x0, x0
    code.push_back(kArmRet);
    return code;
  };
  CHECK(Arm(with_return_at(kMaxAccessorBytes / 4 - 1)));
  CHECK_FALSE(Arm(with_return_at(kMaxAccessorBytes / 4)));
}

TEST_CASE("random code is read within its bounds and hardly ever an accessor") {
  std::mt19937 random(20);
  std::uniform_int_distribution<int> byte(0, 255);
  int accepted = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::vector<std::byte> code(static_cast<std::size_t>(byte(random)) % 65);
    for (std::byte& one : code) one = static_cast<std::byte>(byte(random));
    accepted += DecodeAccessor(InstructionSet::kX86_64, code) ? 1 : 0;
    accepted += DecodeAccessor(InstructionSet::kAarch64, code) ? 1 : 0;
  }
  CHECK(accepted < 10);
}
