#pragma once

#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "base/result.h"

// What the benchmark programs share: they print lines "name value unit" and give up at once where
// something is not as they need it.

namespace heap_exporter::bench {

[[noreturn]] inline void Die(const std::string& why) {
  std::fprintf(stderr, "benchmark: %s\n", why.c_str());
  std::exit(EXIT_FAILURE);
}

template <class T>
T OrDie(Result<T> result) {
  if (!result) Die(result.error().detail);
  return std::move(*result);
}

// CPU time of this process so far, user and system, in microseconds.
inline double CpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// CPU time that `work` takes, in microseconds.
template <class Work>
double Measure(Work work) {
  const double start = CpuMicroseconds();
  work();
  return CpuMicroseconds() - start;
}

inline void Print(const std::string& name, double value, const char* unit) {
  std::printf("%s %.3f %s\n", name.c_str(), value, unit);
}

}  // namespace heap_exporter::bench
