#include "os/read_file.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/unique_fd.h"
#include "os/errno_error.h"

namespace heap_exporter {
namespace {

// A target can put a pipe or a terminal where we expect a file: opening it must not wait.
UniqueFd Open(int directory, const char* path) {
  return UniqueFd(openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
}

// Reads until `buffer` is full or the file ends; the number of bytes read.
Result<std::size_t> Fill(int fd, const char* path, std::span<char> buffer) {
  std::size_t length = 0;
  while (length < buffer.size()) {
    const ssize_t count = read(fd, buffer.data() + length, buffer.size() - length);
    if (count == 0) break;
    if (count > 0) {
      length += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      return FailErrno(errno, path);
    }
  }
  return length;
}

// Reads up to `limit` bytes into a string that grows as needed.
Result<std::string> ReadUpTo(int directory, const char* path, std::size_t limit) {
  const UniqueFd fd = Open(directory, path);
  if (!fd.valid()) return FailErrno(errno, path);
  constexpr std::size_t kFirstRead = 4096;
  std::string content;
  std::size_t length = 0;
  do {
    content.resize(std::min(limit, std::max(kFirstRead, 2 * length)));
    const auto count = Fill(fd.get(), path, std::span(content).subspan(length));
    if (!count) return Fail(count);
    length += *count;
  } while (length == content.size() && length < limit);
  content.resize(length);
  return content;
}

}  // namespace

Result<std::string_view> ReadFile(int directory, const char* path, std::span<char> buffer) {
  const UniqueFd fd = Open(directory, path);
  if (!fd.valid()) return FailErrno(errno, path);
  const ssize_t length = read(fd.get(), buffer.data(), buffer.size());
  if (length < 0) return FailErrno(errno, path);
  if (static_cast<std::size_t>(length) == buffer.size()) {
    return Fail(Reason::kLimitExceeded, std::string(path) + ": too long");
  }
  return std::string_view(buffer.data(), static_cast<std::size_t>(length));
}

Result<std::string> ReadFile(int directory, const char* path, std::size_t cap) {
  auto content = ReadUpTo(directory, path, cap + 1);
  if (content && content->size() > cap) {
    return Fail(Reason::kLimitExceeded, std::string(path) + ": too long");
  }
  return content;
}

Result<std::string> ReadFileHead(int directory, const char* path, std::size_t cap) {
  return ReadUpTo(directory, path, cap);
}

Result<std::string> ReadLink(int directory, const char* path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t length = readlinkat(directory, path, target.data(), target.size());
  if (length < 0) return FailErrno(errno, path);
  return std::string(target.data(), static_cast<std::size_t>(length));
}

}  // namespace heap_exporter
