#include "os/process_memory.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <filesystem>
#include <numeric>
#include <thread>

#include "support/catch.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr pid_t kNoPid = INT_MAX;  // above every pid that Linux hands out
constexpr std::size_t kPage = 4096;

std::uint64_t AddressOf(const void* object) { return reinterpret_cast<std::uint64_t>(object); }

// Two pages of which the second is not mapped any more.
class HalfMapped {
 public:
  HalfMapped()
      : start_(
            mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    REQUIRE(start_ != MAP_FAILED);
    REQUIRE(munmap(static_cast<char*>(start_) + kPage, kPage) == 0);
  }
  HalfMapped(const HalfMapped&) = delete;
  HalfMapped& operator=(const HalfMapped&) = delete;
  ~HalfMapped() { munmap(start_, kPage); }

  [[nodiscard]] std::uint64_t hole() const { return AddressOf(start_) + kPage; }

 private:
  void* start_;
};

Result<std::vector<std::uint32_t>> ReadNumbers(const Memory& memory,
                                               const std::vector<MemoryRange>& ranges) {
  const std::uint64_t size =
      std::accumulate(ranges.begin(), ranges.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const MemoryRange& range) { return sum + range.size; });
  std::vector<std::uint32_t> numbers(size / sizeof(std::uint32_t));
  auto done = memory.Read(ranges, std::as_writable_bytes(std::span(numbers)));
  if (!done) return Fail(done);
  return numbers;
}

// The answers of process_vm_readv that we can have here: EPERM is that of container engines, ENOSYS
// that of a kernel that was built without it. An emulator answers ENOSYS whatever we do.
std::vector<int> Refusals() {
  const bool is_known =
      process_vm_readv(getpid(), nullptr, 0, nullptr, 0, 0) == 0 || errno != ENOSYS;
  return is_known ? std::vector{EPERM, ENOSYS} : std::vector{ENOSYS};
}

// Makes the kernel answer process_vm_readv like that in this thread. False where it cannot be made
// to.
bool RefuseProcessVmReadv(int refusal) {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(refusal)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{.len = std::size(rules), .filter = rules};
  return Refusals().size() == 1 || (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                                    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

// Runs `function` in a thread of its own in which process_vm_readv is refused: a refusal cannot be
// taken back.
template <class Function>
void RunRefused(int refusal, Function function) {
  bool refused = false;
  std::thread([&] {
    refused = RefuseProcessVmReadv(refusal);
    if (refused) function();
  }).join();
  REQUIRE(refused);
}

struct Fixture {
  [[nodiscard]] MemoryRange Numbers(std::size_t first, std::size_t count) const {
    return {.address = AddressOf(&numbers[first]), .size = count * sizeof(std::uint32_t)};
  }

  std::array<std::uint32_t, 4> numbers = {10, 11, 12, 13};
  ProcFs proc = std::move(*ProcFs::Open("/proc"));
  std::unique_ptr<Memory> memory = OpenProcessMemory(proc, getpid());
};

}  // namespace

TEST_CASE("ranges of a process's memory are read in the order asked for") {
  const Fixture fixture;
  CHECK(*ReadNumbers(*fixture.memory, {fixture.Numbers(2, 2), fixture.Numbers(0, 1)}) ==
        std::vector<std::uint32_t>{12, 13, 10});
  CHECK(*ReadNumbers(*fixture.memory, {fixture.Numbers(1, 1), fixture.Numbers(1, 1)}) ==
        std::vector<std::uint32_t>{11, 11});
}

TEST_CASE("no range is read without a call") {
  const Fixture fixture;
  CHECK(fixture.memory->Read({}, {}));
  CHECK(OpenProcessMemory(fixture.proc, kNoPid)->Read({}, {}));
}

TEST_CASE("a range of no bytes is read") {
  const Fixture fixture;
  CHECK(ReadNumbers(*fixture.memory, {fixture.Numbers(0, 0)})->empty());
  CHECK(*ReadNumbers(*fixture.memory, {fixture.Numbers(0, 0), fixture.Numbers(3, 1)}) ==
        std::vector<std::uint32_t>{13});
}

TEST_CASE("an address that is not mapped is a bad address") {
  const Fixture fixture;
  const HalfMapped memory;
  for (const std::uint64_t address : {memory.hole(), std::uint64_t{0}, UINT64_MAX - 7}) {
    CAPTURE(address);
    CHECK(ReadObject<std::uint64_t>(*fixture.memory, address).error().reason ==
          Reason::kBadAddress);
  }
}

TEST_CASE("a range that is mapped in part is not read at all") {
  const Fixture fixture;
  const HalfMapped memory;
  CHECK(ReadObject<std::uint64_t>(*fixture.memory, memory.hole() - 8));
  CHECK(ReadObject<std::uint64_t>(*fixture.memory, memory.hole() - 4).error().reason ==
        Reason::kBadAddress);
}

TEST_CASE("one bad range among good ones is an error") {
  const Fixture fixture;
  const HalfMapped memory;
  const MemoryRange bad{.address = memory.hole(), .size = 4};
  for (const auto& ranges :
       {std::vector{bad, fixture.Numbers(0, 1)}, std::vector{fixture.Numbers(0, 1), bad}}) {
    const auto numbers = ReadNumbers(*fixture.memory, ranges);
    REQUIRE_FALSE(numbers);
    CHECK(numbers.error().reason == Reason::kBadAddress);
  }
}

TEST_CASE("more ranges are read than one call takes") {
  const Fixture fixture;
  for (const std::size_t count : {127, 128, 129, IOV_MAX, IOV_MAX + 1, 3 * IOV_MAX + 2}) {
    CAPTURE(count);
    std::vector<MemoryRange> ranges;
    std::vector<std::uint32_t> expected;
    for (std::size_t i = 0; i < count; ++i) {
      ranges.push_back(fixture.Numbers(i % 4, 1));
      expected.push_back(fixture.numbers[i % 4]);
    }
    CHECK(*ReadNumbers(*fixture.memory, ranges) == expected);
  }
}

TEST_CASE("a bad range behind those of the first call is an error") {
  const Fixture fixture;
  const HalfMapped memory;
  std::vector<MemoryRange> ranges(IOV_MAX + 1, fixture.Numbers(0, 1));
  ranges.back().address = memory.hole();
  CHECK(ReadNumbers(*fixture.memory, ranges).error().reason == Reason::kBadAddress);
}

TEST_CASE("a process that does not exist is gone") {
  const Fixture fixture;
  const auto memory = OpenProcessMemory(fixture.proc, kNoPid);
  CHECK(ReadNumbers(*memory, {fixture.Numbers(0, 1)}).error().reason == Reason::kProcessGone);
}

TEST_CASE("where process_vm_readv is refused the memory file is read") {
  const Fixture fixture;
  const HalfMapped mapped;
  Result<std::vector<std::uint32_t>> numbers;
  Result<std::uint64_t> hole;
  Result<std::uint64_t> last;
  Result<std::uint64_t> half;
  for (const int refusal : Refusals()) {
    CAPTURE(refusal);
    RunRefused(refusal, [&] {
      numbers = ReadNumbers(*fixture.memory, {fixture.Numbers(2, 2), fixture.Numbers(0, 1)});
      hole = ReadObject<std::uint64_t>(*fixture.memory, mapped.hole());
      half = ReadObject<std::uint64_t>(*fixture.memory, mapped.hole() - 4);
      last = ReadObject<std::uint64_t>(*fixture.memory, UINT64_MAX - 7);
    });
    REQUIRE(numbers);
    CHECK(*numbers == std::vector<std::uint32_t>{12, 13, 10});
    CHECK(hole.error().reason == Reason::kBadAddress);
    CHECK(half.error().reason == Reason::kBadAddress);
    CHECK(last.error().reason == Reason::kBadAddress);
  }
}

TEST_CASE("where the memory file is refused as well the first refusal is the answer") {
  const ProcTree tree;
  const ProcFs proc = tree.Open();
  tree.WriteProc("101/stat", "");
  std::filesystem::create_symlink("mem", tree.proc_root() + "/101/mem");  // leads to itself
  for (const int refusal : Refusals()) {
    CAPTURE(refusal);
    Result<std::uint64_t> word;
    RunRefused(refusal,
               [&] { word = ReadObject<std::uint64_t>(*OpenProcessMemory(proc, 101), 0x1000); });
    REQUIRE_FALSE(word);
    // That there is no process_vm_readv is none: then it is the file's.
    CHECK((word.error().reason == Reason::kPermissionDenied) == (refusal == EPERM));
    CHECK(word.error().detail.starts_with("process_vm_readv") == (refusal == EPERM));
  }
}

TEST_CASE("where process_vm_readv is refused a process that does not exist is gone") {
  const Fixture fixture;
  for (const int refusal : Refusals()) {
    CAPTURE(refusal);
    Result<std::uint64_t> word;
    RunRefused(refusal, [&] {
      word = ReadObject<std::uint64_t>(*OpenProcessMemory(fixture.proc, kNoPid), 0x1000);
    });
    REQUIRE_FALSE(word);
    CHECK(word.error().reason == Reason::kProcessGone);
  }
}
