#include "base/bytes.h"

#include <array>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

constexpr std::array<std::uint8_t, 8> kContent = {0, 1, 2, 3, 4, 5, 6, 7};
const Bytes kBytes = std::as_bytes(std::span(kContent));

}  // namespace

TEST_CASE("a number is read wherever it lies wholly inside the bytes") {
  CHECK(ReadAt<std::uint32_t>(kBytes, 0) == 0x03020100u);
  CHECK(ReadAt<std::uint32_t>(kBytes, 1) == 0x04030201u);
  CHECK(ReadAt<std::uint32_t>(kBytes, 4) == 0x07060504u);
  CHECK(ReadAt<std::uint64_t>(kBytes, 0) == 0x0706050403020100u);
  CHECK(ReadAt<std::uint8_t>(kBytes, 7) == 7u);
}

TEST_CASE("a number that reaches over the end is not read") {
  CHECK_FALSE(ReadAt<std::uint32_t>(kBytes, 5));
  CHECK_FALSE(ReadAt<std::uint64_t>(kBytes, 1));
  CHECK_FALSE(ReadAt<std::uint8_t>(kBytes, 8));
  CHECK_FALSE(ReadAt<std::uint8_t>(kBytes, 9));
  CHECK_FALSE(ReadAt<std::uint32_t>(kBytes, UINT64_MAX));
  CHECK_FALSE(ReadAt<std::uint32_t>(kBytes, UINT64_MAX - 3));
  CHECK_FALSE(ReadAt<std::array<std::uint8_t, 9>>(kBytes, 0));
}

TEST_CASE("no bytes hold no number") {
  CHECK_FALSE(ReadAt<std::uint8_t>({}, 0));
  CHECK_FALSE(ReadAt<std::uint64_t>({}, 0));
}

TEST_CASE("a sum that fits is given, one that does not is not") {
  CHECK(CheckedAdd(UINT64_MAX - 1, 1) == UINT64_MAX);
  CHECK_FALSE(CheckedAdd(UINT64_MAX, 1));
  CHECK_FALSE(CheckedAdd(UINT64_MAX, UINT64_MAX));
  CHECK(CheckedAdd(std::uint64_t{0}, 0) == 0u);
  CHECK(CheckedAdd(std::uint8_t{200}, 55) == 255);
  CHECK_FALSE(CheckedAdd(std::uint8_t{200}, 56));
}

TEST_CASE("a product that fits is given, one that does not is not") {
  CHECK(CheckedMultiply(UINT64_MAX / 2, 2) == UINT64_MAX - 1);
  CHECK_FALSE(CheckedMultiply(UINT64_MAX / 2 + 1, 2));
  CHECK(CheckedMultiply(UINT64_MAX, 1) == UINT64_MAX);
  CHECK(CheckedMultiply(UINT64_MAX, 0) == 0u);
  CHECK(CheckedMultiply(std::uint32_t{65535}, 65537) == UINT32_MAX);
  CHECK_FALSE(CheckedMultiply(std::uint32_t{65536}, 65536));
}

TEST_CASE("the writable bytes of an object are the object") {
  std::uint32_t number = 0;
  const std::span<std::byte> bytes = WritableBytes(number);
  REQUIRE(bytes.size() == sizeof(number));
  bytes[1] = std::byte{2};
  CHECK(number == 0x200);
}
