#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "discovery/process_facts.h"
#include "model/process_id.h"
#include "os/file_id.h"
#include "os/memory_map.h"
#include "runtime/heap_reader.h"

namespace heap_exporter {

// What a runtime is shown of a process to recognise it.
struct ProcessImage {
  ProcessId id;
  FileId exe_id;
  std::string exe_path;  // as in the memory map
  MemoryMap map;
};

// The three answers of a runtime. Facts about an executable stay with the runtime, which keeps them
// for all its processes; facts about a process live in its readers.
struct NotMine {};
struct Mine {
  std::string version;  // of the runtime; empty where not known yet
  std::vector<std::unique_ptr<HeapReader>>
      readers;  // those that can be tried, in the order asked for
};
struct MineButBroken {
  std::string version;
  Error why;
};
using Identification = std::variant<NotMine, Mine, MineButBroken>;

// Seam: a kind of managed heap, such as Node.js. A new one is a folder beside runtime/node and one
// line in main.cc. Used by one thread at a time.
class Runtime {
 public:
  virtual ~Runtime() = default;

  // The label `runtime`; static storage.
  [[nodiscard]] virtual std::string_view Name() const = 0;

  // Looks into a process that we may look into.
  [[nodiscard]] virtual Identification Identify(const ProcessImage& process) = 0;

  // Whether a process that we may not look into calls itself like one of ours. It is then reported
  // as such, with kPermissionDenied in place of heap figures.
  [[nodiscard]] virtual bool Resembles(const ProcessFacts& facts) const = 0;

  // What a person calls one of our processes.
  [[nodiscard]] virtual std::string ProcessName(const ProcessFacts& facts) const = 0;
};

}  // namespace heap_exporter
