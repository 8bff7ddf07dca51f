// DecodeAccessor over code of the fuzzer's making. What it says of x86-64 code is compared with
// what the processor does.

#include <sys/mman.h>

#include <array>
#include <cstring>
#include <vector>

#include "fuzz/input.h"
#include "fuzz/target.h"
#include "runtime/node/accessor.h"

namespace heap_exporter::fuzz {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::uint32_t kMaxOffset = 0x10000;  // SymbolicRegisters follows no member beyond it

// What a decoded function says does not depend on what follows its code, nor on how much of that
// is shown.
void CheckSuffix(InstructionSet set, Bytes code, const Accessor& accessor) {
  for (const std::byte filler : {std::byte{0}, std::byte{0x90}, std::byte{0xff}}) {
    std::vector<std::byte> longer(code.begin(), code.end());
    longer.insert(longer.end(), kMaxAccessorBytes, filler);
    Require(DecodeAccessor(set, longer) == accessor, "what follows the return does not matter");
  }
}

#if defined(__x86_64__)
// An object with a different word at every offset, aligned or not.
class Object {
 public:
  Object() : bytes_(kMaxOffset + 2 * sizeof(std::uint64_t)) {
    std::uint64_t state = 1;
    for (std::byte& byte : bytes_) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::byte>(state >> 56);
    }
  }
  [[nodiscard]] std::uint64_t At(std::uint64_t offset) const {
    return *ReadAt<std::uint64_t>(bytes_, offset);
  }
  [[nodiscard]] const void* address() const { return bytes_.data(); }

 private:
  std::vector<std::byte> bytes_;
};

// Executes the code, which must be a function that the decoder has understood.
std::uint64_t Call(Bytes code, const Object& object) {
  static void* const page =
      mmap(nullptr, kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Require(page != MAP_FAILED, "there is a page to execute code in");
  std::memset(page, 0xcc, kPage);  // int3: whoever runs too far is caught
  std::memcpy(page, code.data(), code.size());
  std::uint64_t result = 0;
  const void* argument = object.address();
  // Not as a function of C++: a sanitizer would look for its mark in front of it. The red zone of
  // this function is not to be overwritten by the call.
  asm volatile(
      "sub $256, %%rsp\n\t"
      "call *%[code]\n\t"
      "add $256, %%rsp"
      : "=a"(result), "+D"(argument)
      : [code] "r"(page)
      : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc");
  return result;
}

void CompareWithProcessor(Bytes code, const Accessor& accessor) {
  static const Object object;
  std::uint64_t expected = object.At(accessor.offset);
  if (accessor.second) expected += object.At(*accessor.second);
  Require(Call(code.first(std::min(code.size(), kMaxAccessorBytes)), object) == expected,
          "the processor returns what was decoded");
}
#else
void CompareWithProcessor(Bytes, const Accessor&) {}
#endif

void Check(InstructionSet set, Bytes code) {
  const auto accessor = DecodeAccessor(set, code);
  const Bytes head = code.first(std::min(code.size(), kMaxAccessorBytes));
  Require(DecodeAccessor(set, head) == accessor, "no more than the head is looked at");
  if (!accessor) return;
  Require(accessor->offset <= kMaxOffset, "the member is near the object's start");
  Require(accessor->second.value_or(0) <= kMaxOffset, "and so is the second");
  Require(!accessor->second || accessor->offset <= *accessor->second, "the lower one comes first");
  CheckSuffix(set, head, *accessor);
  if (set == kOurInstructionSet) CompareWithProcessor(code, *accessor);
}

}  // namespace
}  // namespace heap_exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heap_exporter;
  fuzz::Input input(data, size);
  const bool arm = (input.Take<std::uint8_t>() & 1) != 0;
  fuzz::Check(arm ? InstructionSet::kAarch64 : InstructionSet::kX86_64, input.rest());
  return 0;
}
