#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace heap_exporter {

// Files in /proc and in the cgroup file system have no size and change between reads, so each is
// read as a whole, up to a cap. `path` is relative to the open directory `directory` (or AT_FDCWD).

// The content of a file that the kernel hands out in one piece, such as /proc/PID/stat, put into
// `buffer` by one call. A file that is not shorter than `buffer` is kLimitExceeded.
[[nodiscard]] Result<std::string_view> ReadFile(int directory, const char* path,
                                                std::span<char> buffer);

// The content of the file. A file longer than `cap` bytes is kLimitExceeded.
[[nodiscard]] Result<std::string> ReadFile(int directory, const char* path, std::size_t cap);

// The first `cap` bytes of the file, or all of it where it is shorter.
[[nodiscard]] Result<std::string> ReadFileHead(int directory, const char* path, std::size_t cap);

// Where a symbolic link points to.
[[nodiscard]] Result<std::string> ReadLink(int directory, const char* path);

}  // namespace heap_exporter
