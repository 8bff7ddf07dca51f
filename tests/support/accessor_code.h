#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace heap_exporter::testing {

// Machine code of member functions without arguments, for the machine that the tests run on.
using MachineCode = std::vector<std::byte>;

// Returns the word at `offset` of its object.
MachineCode ReturnsWord(std::uint32_t offset);

// Returns the sum of the words at both offsets.
MachineCode ReturnsSum(std::uint32_t first, std::uint32_t second);

// Returns something else.
MachineCode ReturnsOther();

}  // namespace heap_exporter::testing
