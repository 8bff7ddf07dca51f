#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "os/memory.h"

namespace heap_exporter {

// The content of the std::string of libstdc++ at `address`, of either of its ABIs: since GCC 5
// {data, length, ...}; before that, as the official builds up to Node.js 17 still have it, only
// data, with {length, capacity, reference count} in front of the text. The bytes are the target's
// and can be any. kLimitExceeded for more than `max_length` of them; errors of reading.
[[nodiscard]] Result<std::string> ReadStdString(const Memory& memory, std::uint64_t address,
                                                std::uint64_t max_length);

}  // namespace heap_exporter
