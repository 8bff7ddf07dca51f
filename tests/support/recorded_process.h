#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "os/memory.h"
#include "os/memory_map.h"

namespace heap_exporter::testing {

// Memory of which single words are known: all others that are mapped are zero.
class SparseMemory : public Memory {
 public:
  std::vector<Mapping> mappings;                 // paths do not matter
  std::map<std::uint64_t, std::uint64_t> words;  // by address, a multiple of 8; none is zero

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override;
};

// What was recorded of a real Node.js process: the words of its memory that reading its heap takes,
// and what the process itself said of its heap at that moment. See tests/record/README.md.
struct RecordedProcess {
  std::string version;                         // of Node.js
  std::map<std::string, std::uint64_t> truth;  // "heap_total" and others
  SparseMemory memory;

  // The text of /proc/PID/maps with the executable at `exe`.
  [[nodiscard]] std::string Maps(const std::string& exe) const;
};

// Throws std::runtime_error for a file that is not one.
RecordedProcess LoadRecordedProcess(const std::string& path);
std::string RecordedProcessText(const RecordedProcess& process);

// The recordings that there are, in order of version.
std::vector<RecordedProcess> LoadAllRecordedProcesses();

}  // namespace heap_exporter::testing
