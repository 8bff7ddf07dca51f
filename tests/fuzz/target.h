#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// Each fuzz target is a program with this function, which libFuzzer calls with inputs of its making
// and replay.cc with those of the corpus. It ends as a crash does where something is wrong.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace heap_exporter::fuzz {

// What must hold for every input.
inline void Require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", claim);
  std::abort();
}

}  // namespace heap_exporter::fuzz
