// Records what reading the heap of a Node.js process takes, so that the reader can be tested
// without the process.
//
//   record_process PID VERSION NAME=VALUE...     writes a recording to standard output
//
// First every word is kept that is read while the process is recognised, planned and read. Then
// words are left out in ever smaller groups, as long as the result stays the same to the byte.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "os/proc_fs.h"
#include "os/process_memory.h"
#include "runtime/node/memory_reader.h"
#include "runtime/node/node_image.h"
#include "runtime/node/v8_layout.h"
#include "support/borrowed_memory.h"
#include "support/proc_tree.h"
#include "support/recorded_process.h"

namespace heap_exporter::testing {
namespace {

constexpr const char* kExecutable = "EXE";
constexpr pid_t kReplayPid = 1;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "record_process: %s\n", why.c_str());
  std::exit(EXIT_FAILURE);
}

template <class T>
T OrDie(Result<T> result) {
  if (!result) Die(result.error().detail);
  return std::move(*result);
}

// Reads whole words around what is asked for and keeps those that are not zero.
class RecordingMemory : public Memory {
 public:
  RecordingMemory(std::unique_ptr<Memory> memory, std::map<std::uint64_t, std::uint64_t>& words)
      : memory_(std::move(memory)), words_(words) {}

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    for (const MemoryRange& range : ranges) {
      for (std::uint64_t address = range.address - range.address % kWord;
           address < range.address + range.size; address += kWord) {
        const auto word = ReadObject<std::uint64_t>(*memory_, address);
        if (word && *word != 0) words_[address] = *word;
      }
    }
    return memory_->Read(ranges, out);
  }

 private:
  std::unique_ptr<Memory> memory_;
  std::map<std::uint64_t, std::uint64_t>& words_;
};

// Everything that is to stay the same.
std::string Describe(const HeapSnapshot& heap, const std::string& version) {
  std::string text = version;
  const auto add = [&text](std::uint64_t value) { text += " " + std::to_string(value); };
  const IsolateHeap& main = heap.main;
  for (const auto& value : {main.used, main.limit, main.external, main.array_buffers}) {
    add(value.value_or(1));
  }
  add(main.total);
  add(main.resident.value_or(1));
  const GcCounts gc = heap.gc.value_or(GcCounts{});
  add(gc.major);
  add(gc.minor);
  add(static_cast<std::uint64_t>(gc.pause_seconds.value_or(0) * 1e6));
  for (const HeapSpace& space : main.spaces) {
    text += std::string(" ") + std::string(space.name);
    add(space.total);
    for (const auto& value : {space.used, space.available, space.physical}) add(value.value_or(1));
  }
  return text;
}

std::string ReadAll(const ProcFs& proc, pid_t pid, const NodeModule& module,
                    std::unique_ptr<Memory> memory) {
  const auto image = ReadNodeImage(*memory, module.start);
  if (!image || !*image) return "no Node.js";
  const NodeAddresses addresses = Relocate((*image)->symbols, (*image)->first_address, module);
  const auto v8 = ReadV8Minor(*memory, addresses);
  if (!v8) return "no version";
  const std::string version = ReadNodeVersion(*memory, addresses);
  NodeMemoryReader reader(proc, pid, std::move(memory), addresses, *v8, (*image)->knowledge);
  const auto heap = reader.Read();
  return heap ? Describe(*heap, version) : heap.error().detail;
}

// Leaves out groups of words, the groups getting smaller, while `same` holds.
template <class Same>
void Minimise(std::map<std::uint64_t, std::uint64_t>& words, Same same) {
  for (std::size_t group = words.size() / 2; group > 0; group /= 2) {
    auto next = words.begin();
    while (next != words.end()) {
      std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
      while (next != words.end() && taken.size() < group) {
        taken.emplace_back(*next);
        next = words.erase(next);
      }
      if (!same()) words.insert(taken.begin(), taken.end());
    }
  }
}

void KeepMappingsWithWords(SparseMemory& memory) {
  std::erase_if(memory.mappings, [&memory](const Mapping& mapping) {
    const auto first = memory.words.lower_bound(mapping.start);
    return mapping.path.empty() && (first == memory.words.end() || first->first >= mapping.end);
  });
}

int Main(pid_t pid, RecordedProcess recording) {
  const ProcFs proc = OrDie(ProcFs::Open("/proc"));
  const MemoryMap map = OrDie(proc.ReadMemoryMap(pid));
  const std::string exe = OrDie(proc.ReadExePath(pid));
  const auto found = FindModule(map, exe);
  if (!found) Die("no executable in the memory map");
  const NodeModule module = *found;
  for (Mapping mapping : map.mappings()) {
    if (!mapping.readable) continue;
    mapping.path = mapping.path == exe ? kExecutable : "";
    recording.memory.mappings.push_back(std::move(mapping));
  }
  const std::string wanted = ReadAll(
      proc, pid, module,
      std::make_unique<RecordingMemory>(OpenProcessMemory(proc, pid), recording.memory.words));

  ProcTree tree;
  FakeProcess replayed;
  replayed.pid = kReplayPid;
  replayed.maps = recording.Maps("");
  tree.Add(replayed);
  const ProcFs replay_proc = tree.Open();
  const auto same = [&] {
    return ReadAll(replay_proc, kReplayPid, module, Borrow(recording.memory)) == wanted;
  };
  if (!same()) Die("the recording does not give what the process gave: " + wanted);
  Minimise(recording.memory.words, same);
  KeepMappingsWithWords(recording.memory);
  std::fputs(RecordedProcessText(recording).c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace heap_exporter::testing

int main(int argc, char** argv) {
  using heap_exporter::testing::RecordedProcess;
  if (argc < 3) return EXIT_FAILURE;
  RecordedProcess recording;
  recording.version = argv[2];
  for (int i = 3; i < argc; ++i) {
    const char* const equals = std::strchr(argv[i], '=');
    if (equals == nullptr) return EXIT_FAILURE;
    recording.truth[std::string(argv[i], static_cast<std::size_t>(equals - argv[i]))] =
        std::strtoull(equals + 1, nullptr, 10);
  }
  return heap_exporter::testing::Main(std::atoi(argv[1]), std::move(recording));
}
