#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/memory.h"
#include "os/proc_fs.h"
#include "runtime/image_cache.h"
#include "runtime/node/node_image.h"
#include "runtime/runtime.h"

namespace heap_exporter {

// Opens the memory of a process; a test hands in another one.
using MemoryOpener = std::function<std::unique_ptr<Memory>(pid_t)>;

// Node.js: every process whose executable, or a libnode that it has mapped, exports
// node::per_process::v8_platform, whatever it is called.
class NodeRuntime : public Runtime {
 public:
  // `readers`: the names of the readers to use, in order. `proc` must outlive the runtime and its
  // readers.
  NodeRuntime(const ProcFs& proc, MemoryOpener open_memory, std::vector<std::string> readers);

  [[nodiscard]] std::string_view Name() const override { return "nodejs"; }
  [[nodiscard]] Identification Identify(const ProcessImage& process) override;
  [[nodiscard]] bool Resembles(const ProcessFacts& facts) const override;
  [[nodiscard]] std::string ProcessName(const ProcessFacts& facts) const override;

 private:
  // A file that may be Node.js, as it is mapped in one process.
  struct Module {
    NodeModule range;
    std::string path;          // as in the memory map
    std::optional<FileId> id;  // absent where it cannot be had: then nothing is kept
    bool is_exe = false;
  };

  [[nodiscard]] std::vector<Module> FindModules(const ProcessImage& process) const;
  [[nodiscard]] Result<std::optional<NodeImage>> FindImage(const Module& module,
                                                           const Memory& memory, pid_t pid);
  [[nodiscard]] Result<std::optional<NodeImage>> ReadImageFile(const Module& module,
                                                               pid_t pid) const;
  [[nodiscard]] Identification MakeReaders(const NodeImage& image, const NodeModule& module,
                                           std::unique_ptr<Memory> memory, pid_t pid) const;

  const ProcFs& proc_;
  MemoryOpener open_memory_;
  std::vector<std::string> readers_;
  ImageCache<std::optional<NodeImage>> images_;  // nothing: not Node.js
};

}  // namespace heap_exporter
