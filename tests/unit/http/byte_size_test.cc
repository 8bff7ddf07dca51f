#include "http/byte_size.h"

#include <cstdint>
#include <limits>

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("sizes are written with the largest unit that keeps them at one or more") {
  CHECK(ByteSize(0) == "0 B");
  CHECK(ByteSize(1023) == "1023 B");
  CHECK(ByteSize(1024) == "1.0 KiB");
  CHECK(ByteSize(193147699) == "184.2 MiB");
  CHECK(ByteSize(4345298944) == "4.0 GiB");
}

TEST_CASE("a size that rounds up to 1024 takes the next unit") {
  CHECK(ByteSize(1024 * 1024 - 1) == "1.0 MiB");
}

TEST_CASE("the largest size is written too") {
  CHECK(ByteSize(std::numeric_limits<std::uint64_t>::max()) == "16.0 EiB");
}

}  // namespace
}  // namespace heap_exporter
