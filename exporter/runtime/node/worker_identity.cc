#include "runtime/node/worker_identity.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace heap_exporter {
namespace {

// node::worker::Worker (src/node_worker.h) has these members in this order, checked on builds of
// all majors from 12.0.0 to 26.10.0:
//   isolate_    until within Node.js 12 and 13 with a bool behind it
//   tid_        the pthread_t: the thread's control block, which lies above its stack
//   ...         up to 15 words, a mutex among them
//   thread_id_
//   stack_base_ the lowest address of the thread's stack that JavaScript may use
//   name_       a std::string, from Node.js 18.16 and 19.8 on
constexpr std::size_t kWorkerWords = 48;
constexpr std::size_t kMaxWordsBetween = 15;

// The uv_loop_t is a local variable of the thread's first functions: between it and the control
// block lie their frames and the static thread-local variables.
constexpr std::uint64_t kMaxAboveLoop = 1 << 20;
// resourceLimits.stackSizeMb, of 4 by default, can be any.
constexpr std::uint64_t kMaxStackBytes = std::uint64_t{1} << 30;
// Ids are counted up from 1.
constexpr std::uint64_t kMaxThreadId = UINT32_MAX;

constexpr std::string_view kDefaultName = "WorkerThread";  // src/node_worker.cc, from Node.js 23 on

// std::string of libstdc++ (bits/basic_string.h): {data, length, capacity}, or up to 15 bytes in
// place of the capacity, with data pointing to them.
constexpr std::size_t kStringWords = 4;
constexpr std::uint64_t kLocalText = 2 * kWord;
constexpr std::uint64_t kMaxLocalLength = 15;
constexpr std::uint64_t kMaxCapacity = 1 << 20;

// Which words of a Worker are the members.
struct Members {
  std::size_t isolate = 0;
  std::size_t thread_id = 0;
};

bool IsControlBlock(std::uint64_t pointer, std::uint64_t loop) {
  return pointer % kWord == 0 && pointer > loop && pointer - loop <= kMaxAboveLoop;
}

bool IsStackBase(const MappedMemory& memory, std::uint64_t address, std::uint64_t loop) {
  return address < loop && loop - address <= kMaxStackBytes &&
         memory.IsObject(address, loop - address);
}

bool IsThreadId(std::uint64_t word) { return word >= 1 && word <= kMaxThreadId; }

// Which word is thread_id_, if `tid` is tid_: nothing where none or several can be.
std::optional<std::size_t> FindThreadId(const MappedMemory& memory,
                                        std::span<const std::uint64_t> words, std::size_t tid,
                                        std::uint64_t loop) {
  std::optional<std::size_t> found;
  const std::size_t end = std::min(tid + kMaxWordsBetween + 2, words.size() - 1);
  for (std::size_t word = tid + 1; word < end; ++word) {
    if (!IsThreadId(words[word]) || !IsStackBase(memory, words[word + 1], loop)) continue;
    if (found) return std::nullopt;
    found = word;
  }
  return found;
}

// Other members can point above the loop too, since threads' stacks and what they allocate lie side
// by side: only one of them has the isolate in front.
Result<Members> FindMembers(const MappedMemory& memory, std::span<const std::uint64_t> words,
                            std::uint64_t loop, std::uint64_t isolate) {
  std::optional<Members> found;
  bool has_none = false;
  for (std::size_t tid = 2; tid < words.size(); ++tid) {
    if (!IsControlBlock(words[tid], loop)) continue;
    const auto thread_id = FindThreadId(memory, words, tid, loop);
    if (!thread_id) continue;
    for (const std::size_t word : {tid - 1, tid - 2}) {
      has_none = has_none || words[word] == 0;
      if (words[word] != isolate) continue;
      if (found) return Fail(Reason::kLayoutMismatch, "a worker with two threads");
      found = Members{.isolate = word, .thread_id = *thread_id};
    }
  }
  if (found) return *found;
  if (has_none) return Fail(Reason::kNotReady, "a worker that is starting or ending");
  return Fail(Reason::kLayoutMismatch, "a worker without its isolate and thread");
}

// `words` are those of the string at `address`.
bool IsString(const MappedMemory& memory, std::span<const std::uint64_t> words,
              std::uint64_t address) {
  const std::uint64_t data = words[0];
  const std::uint64_t length = words[1];
  const std::uint64_t capacity = words[2];
  if (data == address + kLocalText) return length <= kMaxLocalLength;
  return length > kMaxLocalLength && length <= capacity && capacity <= kMaxCapacity &&
         memory.IsObject(data, capacity + 1);
}

// Before Node.js had names, other members were where the name would be: only what is a string in
// every respect is one.
std::optional<std::string> ReadName(const MappedMemory& memory,
                                    std::span<const std::uint64_t> words, std::uint64_t address) {
  if (!IsString(memory, words, address)) return std::nullopt;
  const std::uint64_t data = words[0];
  const std::uint64_t length = words[1];
  const auto end = memory.Text(data + length, 1);
  if (!end || *end != std::string_view("\0", 1)) return std::nullopt;
  // One byte more tells whether a character ends where a long name is cut.
  const auto text = memory.Text(data, std::min<std::uint64_t>(length, kMaxWorkerNameBytes + 1));
  if (!text) return std::nullopt;
  std::string name(CutUtf8(*text, kMaxWorkerNameBytes));
  if (name.empty() || name == kDefaultName || SanitizeUtf8(name) != name) return std::nullopt;
  return name;
}

}  // namespace

Result<WorkerIdentity> FindWorkerIdentity(const MappedMemory& memory, const WorkerThread& thread,
                                          std::uint64_t isolate) {
  const auto words = memory.MappedWords(thread.worker, kWorkerWords);
  if (!words) return Fail(words);
  const auto members = FindMembers(memory, *words, thread.loop, isolate);
  if (!members) return Fail(members);

  WorkerIdentity identity;
  identity.thread_id = (*words)[members->thread_id];
  identity.isolate_address = thread.worker + members->isolate * kWord;
  identity.thread_id_address = thread.worker + members->thread_id * kWord;
  const std::size_t name = members->thread_id + 2;
  if (name + kStringWords <= words->size()) {
    identity.name = ReadName(memory, std::span(*words).subspan(name, kStringWords),
                             thread.worker + name * kWord);
  }
  return identity;
}

}  // namespace heap_exporter
