#pragma once

#include <cstdint>
#include <string>

namespace heap_exporter {

// A number of bytes for people: "512 B", "184.2 MiB".
[[nodiscard]] std::string ByteSize(std::uint64_t bytes);

}  // namespace heap_exporter
