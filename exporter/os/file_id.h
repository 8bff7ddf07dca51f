#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>

namespace heap_exporter {

// Which file, in which version: what is learned about a binary may be kept under this key. A file
// that is written again gets another modification time; one that is replaced gets another inode.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  std::int64_t modified_ns = 0;

  auto operator<=>(const FileId&) const = default;
};

}  // namespace heap_exporter
