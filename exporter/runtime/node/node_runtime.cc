#include "runtime/node/node_runtime.h"

#include <algorithm>
#include <utility>

#include "os/elf_file_memory.h"
#include "os/elf_image.h"
#include "runtime/node/memory_reader.h"
#include "runtime/node/process_layout.h"
#include "runtime/node/script_name.h"

namespace heap_exporter {
namespace {

constexpr std::string_view kSharedLibraryName = "libnode";

bool IsSharedLibrary(const Mapping& mapping) {
  const std::string_view path = mapping.path;
  return path.starts_with('/') && path.substr(path.rfind('/') + 1).starts_with(kSharedLibraryName);
}

}  // namespace

NodeRuntime::NodeRuntime(const ProcFs& proc, MemoryOpener open_memory,
                         std::vector<std::string> readers)
    : proc_(proc), open_memory_(std::move(open_memory)), readers_(std::move(readers)) {}

Identification NodeRuntime::Identify(const ProcessImage& process) {
  const pid_t pid = process.id.pid;
  std::unique_ptr<Memory> memory = open_memory_(pid);
  for (const Module& module : FindModules(process)) {
    const auto image = FindImage(module, *memory, pid);
    if (image && *image) {
      return MakeReaders(**image, module.range, std::move(memory), pid);
    }
    if (!image && image.error().reason == Reason::kLayoutMismatch) {
      return MineButBroken{.version = "", .why = image.error()};
    }
  }
  return NotMine{};
}

std::vector<NodeRuntime::Module> NodeRuntime::FindModules(const ProcessImage& process) const {
  std::vector<Module> modules;
  if (const auto range = FindModule(process.map, process.exe_path)) {
    modules.push_back(
        {.range = *range, .path = process.exe_path, .id = process.exe_id, .is_exe = true});
  }
  for (const Mapping& mapping : process.map.mappings()) {
    if (mapping.offset != 0 || !IsSharedLibrary(mapping)) continue;
    const auto range = FindModule(process.map, mapping.path);
    if (!range) continue;
    // The path may lead to another file by now: only the same inode is the same file.
    const auto id = proc_.ReadFileId(process.id.pid, mapping.path);
    const bool same = id && id->inode == mapping.inode;
    modules.push_back({.range = *range,
                       .path = mapping.path,
                       .id = same ? std::optional(*id) : std::nullopt,
                       .is_exe = false});
  }
  return modules;
}

Result<std::optional<NodeImage>> NodeRuntime::FindImage(const Module& module, const Memory& memory,
                                                        pid_t pid) {
  if (module.id) {
    if (const auto* const known = images_.Find(*module.id)) return *known;
  }
  // The file comes first because what is remembered counts for all its processes, and a process can
  // rewrite its own memory but not the file that it runs.
  auto image = ReadImageFile(module, pid);
  if (!image) return ReadNodeImage(memory, module.range.start);
  images_.Remember(*module.id, *image);
  return image;
}

Result<std::optional<NodeImage>> NodeRuntime::ReadImageFile(const Module& module, pid_t pid) const {
  if (!module.id) return Fail(Reason::kProcessGone, module.path + " is another file by now");
  auto file = module.is_exe ? proc_.OpenExe(pid) : proc_.OpenFile(pid, module.path);
  if (!file) return Fail(file);
  const auto opened = OpenElfFile(std::move(*file));
  if (!opened) return Fail(opened);
  return ReadNodeImage(*opened->memory, opened->base);
}

Identification NodeRuntime::MakeReaders(const NodeImage& image, const NodeModule& module,
                                        std::unique_ptr<Memory> memory, pid_t pid) const {
  const NodeAddresses addresses = Relocate(image.symbols, image.first_address, module);
  const auto v8 = ReadV8Minor(*memory, addresses);
  if (!v8) return MineButBroken{.version = "", .why = v8.error()};
  std::string version = ReadNodeVersion(*memory, addresses);
  if (const auto layout = LayoutForSearch(*v8); !layout) {
    return MineButBroken{.version = std::move(version), .why = layout.error()};
  }
  Mine mine{.version = std::move(version), .readers = {}};
  for (const std::string& reader : readers_) {
    if (reader == "memory") {
      mine.readers.push_back(std::make_unique<NodeMemoryReader>(proc_, pid, open_memory_(pid),
                                                                addresses, *v8, image.knowledge));
    }
  }
  return mine;
}

bool NodeRuntime::Resembles(const ProcessFacts& facts) const { return IsNodeCommand(facts); }

std::string NodeRuntime::ProcessName(const ProcessFacts& facts) const {
  return NodeProcessName(facts);
}

}  // namespace heap_exporter
