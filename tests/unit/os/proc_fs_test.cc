#include "os/proc_fs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "support/catch.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

namespace fs = std::filesystem;

constexpr pid_t kPid = 101;
constexpr const char* kExe = "/usr/bin/node";

// A tree with one process.
struct Fixture {
  Fixture() {
    FakeProcess process;
    process.pid = kPid;
    process.exe = kExe;
    tree.Add(process);
  }
  void Write(const std::string& file, std::string_view content) const {
    tree.WriteProc(std::to_string(kPid) + "/" + file, content);
  }
  void Link(const std::string& name, const std::string& target) const {
    fs::create_symlink(target, tree.proc_root() + "/" + std::to_string(kPid) + "/" + name);
  }
  void SetModified(std::int64_t seconds) const {
    const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 7},
                               {.tv_sec = seconds, .tv_nsec = 7}};
    REQUIRE(utimensat(AT_FDCWD, tree.RealPath(kExe).c_str(), times, 0) == 0);
  }

  ProcTree tree;
  ProcFs proc = tree.Open();
};

// Why each method failed, in the order of the header.
std::vector<std::optional<Reason>> ReasonsOf(const ProcFs& proc, pid_t pid) {
  std::vector<std::optional<Reason>> reasons;
  const auto add = [&reasons](const auto& result) {
    reasons.push_back(result ? std::nullopt : std::optional(result.error().reason));
  };
  add(proc.ReadStat(pid));
  add(proc.OpenStat(pid));
  add(proc.ReadCommandLine(pid));
  add(proc.ReadUser(pid));
  add(proc.ReadCgroups(pid));
  add(proc.ReadMemoryMap(pid));
  add(proc.ReadExePath(pid));
  add(proc.ReadWorkingDirectory(pid));
  add(proc.ReadExeId(pid));
  add(proc.OpenExe(pid));
  add(proc.ReadFileId(pid, "/file"));
  add(proc.OpenFile(pid, "/file"));
  add(proc.OpenMemory(pid));
  return reasons;
}

using Arguments = std::vector<std::string>;

}  // namespace

TEST_CASE("a root of /proc that is not there is gone") {
  const ProcTree tree;
  CHECK(ProcFs::Open(tree.proc_root() + "/missing").error().reason == Reason::kProcessGone);
}

TEST_CASE("a file is no root of /proc") {
  const ProcTree tree;
  CHECK_FALSE(ProcFs::Open(tree.proc_root() + "/stat"));
}

TEST_CASE("a /proc that does not tell when the machine was started is refused") {
  const ProcTree tree;
  for (const char* const text :
       {"", "cpu 1 2 3\n", "btime\n", "btime x\n", "btime -1\n", "xbtime 1700000000\n"}) {
    CAPTURE(text);
    tree.WriteProc("stat", text);
    CHECK(ProcFs::Open(tree.proc_root()).error().reason == Reason::kMalformed);
  }
  tree.RemoveProc("stat");
  CHECK_FALSE(ProcFs::Open(tree.proc_root()));
}

TEST_CASE("pids are listed and other names are not") {
  const ProcTree tree;
  for (const char* const name : {"1", "42", "4194303"}) {
    tree.WriteProc(std::string(name) + "/stat", "");
  }
  for (const char* const name :
       {"self", "sys", "12a", "a12", "1.5", "-7", "+7", "0", " 7", "99999999999", "0x10"}) {
    tree.WriteProc(std::string(name) + "/stat", "");
  }
  const ProcFs proc = tree.Open();
  for (int attempt = 0; attempt < 2; ++attempt) {
    std::vector<pid_t> pids = *proc.ListPids();
    std::sort(pids.begin(), pids.end());
    CHECK(pids == std::vector<pid_t>{1, 42, 4194303});
  }
}

TEST_CASE("an empty /proc has no pids") { CHECK(ProcTree().Open().ListPids()->empty()); }

TEST_CASE("a process that is there can be read by each method") {
  const Fixture fixture;
  fixture.Write("mem", "memory");
  fixture.Link("cwd", "/srv/api");
  fixture.Link("root", fixture.tree.RealPath("/"));
  fixture.tree.WriteFile("/file", "content");
  for (const auto& reason : ReasonsOf(fixture.proc, kPid)) CHECK_FALSE(reason);
  CHECK(*fixture.proc.ReadWorkingDirectory(kPid) == "/srv/api");
  CHECK(*fixture.proc.ReadExePath(kPid) == fixture.tree.RealPath(kExe));
  CHECK(fixture.proc.ReadStat(kPid)->id == ProcessId{.pid = kPid, .start_time = 1000});
  CHECK(fixture.proc.ReadCgroups(kPid)->at(0).path == "/");
}

TEST_CASE("a process that has vanished is gone for each method") {
  Fixture fixture;
  fixture.tree.Remove(kPid);
  for (const auto& reason : ReasonsOf(fixture.proc, kPid)) CHECK(reason == Reason::kProcessGone);
}

TEST_CASE("a process that vanishes while it is looked at is gone for each method") {
  const Fixture fixture;
  for (const char* const file : {"stat", "cmdline", "status", "cgroup", "maps", "exe"}) {
    fixture.tree.RemoveProc(std::to_string(kPid) + "/" + file);
  }
  for (const auto& reason : ReasonsOf(fixture.proc, kPid)) CHECK(reason == Reason::kProcessGone);
}

TEST_CASE("a stat file that is longer than any is refused") {
  const Fixture fixture;
  fixture.Write("stat", std::string(5000, ' '));
  CHECK(fixture.proc.ReadStat(kPid).error().reason == Reason::kLimitExceeded);
}

TEST_CASE("a stat file that is kept open tells the figures of now") {
  const Fixture fixture;
  const auto file = fixture.proc.OpenStat(kPid);
  REQUIRE(file);
  CHECK(ProcFs::ReadStat(*file)->id == ProcessId{.pid = kPid, .start_time = 1000});
  FakeProcess later;
  later.pid = kPid;
  later.resident_pages = 4242;
  fixture.Write("stat", StatText(later));
  CHECK(ProcFs::ReadStat(*file)->resident_pages == 4242);
  CHECK(ProcFs::ReadStat(*file)->resident_pages == 4242);
}

TEST_CASE("a stat file that is kept open never tells of the next process with the same pid") {
  const ProcFs proc = std::move(*ProcFs::Open("/proc"));
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  REQUIRE(child > 0);
  const auto file = proc.OpenStat(child);
  kill(child, SIGKILL);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  REQUIRE(file);
  CHECK(ProcFs::ReadStat(*file).error().reason == Reason::kProcessGone);
}

TEST_CASE("a stat file that is kept open and is none is an error") {
  const Fixture fixture;
  fixture.Write("stat", "101 (node) S");
  CHECK(ProcFs::ReadStat(*fixture.proc.OpenStat(kPid)).error().reason == Reason::kMalformed);
  fixture.Write("stat", "");
  CHECK(ProcFs::ReadStat(*fixture.proc.OpenStat(kPid)).error().reason == Reason::kMalformed);
  CHECK_FALSE(ProcFs::ReadStat(UniqueFd()));
}

TEST_CASE("small files of a process that are not small are refused") {
  const Fixture fixture;
  fixture.Write("status", std::string(70000, '\n') + "Uid:\t0\t0\t0\t0\n");
  CHECK(fixture.proc.ReadUser(kPid).error().reason == Reason::kLimitExceeded);
  fixture.Write("cgroup", std::string(70000, '\n'));
  CHECK(fixture.proc.ReadCgroups(kPid).error().reason == Reason::kLimitExceeded);
}

TEST_CASE("arguments are what stands between the zero bytes") {
  const Fixture fixture;
  const auto read = [&fixture](std::string_view content) {
    fixture.Write("cmdline", content);
    return *fixture.proc.ReadCommandLine(kPid);
  };
  CHECK(read({"node\0/srv/a b.js\0", 17}) == Arguments{"node", "/srv/a b.js"});
  CHECK(read({"node\0\0x\0\0", 9}) == Arguments{"node", "", "x", ""});
  CHECK(read("a title without an end") == Arguments{"a title without an end"});
  CHECK(read({"node\0app.js", 11}) == Arguments{"node", "app.js"});
  CHECK(read({"\0", 1}) == Arguments{""});
  CHECK(read("").empty());
}

TEST_CASE("a command line that is longer than its cap is cut there") {
  const Fixture fixture;
  constexpr std::size_t kCap = ProcFs::kMaxCommandLineBytes;
  fixture.Write("cmdline", std::string(kCap, 'a'));
  CHECK(*fixture.proc.ReadCommandLine(kPid) == Arguments{std::string(kCap, 'a')});
  fixture.Write("cmdline", std::string(100 * kCap, 'a'));
  CHECK(*fixture.proc.ReadCommandLine(kPid) == Arguments{std::string(kCap, 'a')});
  fixture.Write("cmdline", std::string(100 * kCap, '\0'));
  CHECK(fixture.proc.ReadCommandLine(kPid)->size() == kCap);
}

TEST_CASE("the user of a process is the effective one") {
  const Fixture fixture;
  fixture.Write("status", "Name:\tnode\nUid:\t1000\t33\t0\t0\nGid:\t7\t7\t7\t7\n");
  CHECK(*fixture.proc.ReadUser(kPid) == 33);
  fixture.Write("status", "Uid:\t0\t4294967294\t0\t0\n");
  CHECK(*fixture.proc.ReadUser(kPid) == 4294967294);
}

TEST_CASE("a status without an effective user is malformed") {
  const Fixture fixture;
  for (const char* const text :
       {"", "Name:\tnode\n", "Uid:\n", "Uid:\t\n", "Uid:\t0\n", "Uid:\t0\tx\t0\t0\n",
        "Uid:\t0\t-1\t0\t0\n", "Uid:\t0\t4294967296\t0\t0\n", "xUid:\t0\t0\t0\t0\n"}) {
    CAPTURE(text);
    fixture.Write("status", text);
    CHECK(fixture.proc.ReadUser(kPid).error().reason == Reason::kMalformed);
  }
}

TEST_CASE("the rights between us and a process are read from both") {
  const Fixture fixture;
  const ProcFs& proc = fixture.proc;
  CHECK(proc.ReadTraceRights(kPid).error().reason == Reason::kProcessGone);  // we have no folder
  fixture.tree.WriteProc("self/status", "Uid:\t8\t8\t8\t8\nGid:\t8\t8\t8\t8\n");
  fixture.Write("status", "Uid:\t7\t7\t7\t7\nGid:\t7\t7\t7\t7\n");
  const Result<TraceRights> rights = proc.ReadTraceRights(kPid);
  REQUIRE(rights.has_value());
  CHECK(rights->ours.users[0] == 8);
  CHECK(rights->target.users[0] == 7);
  CHECK_FALSE(rights->yama_scope);
  fixture.tree.WriteProc("sys/kernel/yama/ptrace_scope", "2\n");
  CHECK(proc.ReadTraceRights(kPid)->yama_scope == 2);
  fixture.tree.WriteProc("sys/kernel/yama/ptrace_scope", "");
  CHECK_FALSE(proc.ReadTraceRights(kPid)->yama_scope);
}

TEST_CASE("a malformed map or stat is told as such") {
  const Fixture fixture;
  fixture.Write("maps", "x\n");
  CHECK(fixture.proc.ReadMemoryMap(kPid).error().reason == Reason::kMalformed);
  fixture.Write("stat", "101 (node) S");
  CHECK(fixture.proc.ReadStat(kPid).error().reason == Reason::kMalformed);
}

TEST_CASE("an executable keeps its id until it is written or replaced") {
  const Fixture fixture;
  fixture.SetModified(1600000000);
  const FileId id = *fixture.proc.ReadExeId(kPid);
  CHECK(id.modified_ns == 1600000000'000000007);
  CHECK(*fixture.proc.ReadExeId(kPid) == id);

  fixture.tree.WriteFile(kExe, "another build");
  const FileId rewritten = *fixture.proc.ReadExeId(kPid);
  CHECK(rewritten != id);
  CHECK(rewritten.inode == id.inode);

  fixture.tree.WriteFile("/new", "another build");
  fs::rename(fixture.tree.RealPath("/new"), fixture.tree.RealPath(kExe));
  fixture.SetModified(1600000000);
  const FileId replaced = *fixture.proc.ReadExeId(kPid);
  CHECK(replaced != id);
  CHECK(replaced.inode != id.inode);
  CHECK(replaced.modified_ns == id.modified_ns);
}

TEST_CASE("an executable may be of any age that a file system can tell") {
  const Fixture fixture;
  for (const std::int64_t seconds : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    CAPTURE(seconds);
    fixture.SetModified(seconds);
    CHECK(fixture.proc.ReadExeId(kPid));
  }
}

TEST_CASE("a file of a process is looked up under the process's own root") {
  const Fixture fixture;
  fixture.Link("root", fixture.tree.RealPath("/container"));
  fixture.tree.WriteFile("/container/lib/libnode.so", "a library");
  CHECK(fixture.proc.RootOf(kPid) == fixture.tree.proc_root() + "/101/root");
  const auto file = fixture.proc.OpenFile(kPid, "/lib/libnode.so");
  REQUIRE(file);
  char text[16];
  CHECK(std::string(text, static_cast<std::size_t>(read(file->get(), text, sizeof(text)))) ==
        "a library");
  struct stat info {};
  REQUIRE(fstat(file->get(), &info) == 0);
  CHECK(fixture.proc.ReadFileId(kPid, "/lib/libnode.so")->inode == info.st_ino);
  CHECK(fixture.proc.OpenFile(kPid, "/lib/other.so").error().reason == Reason::kProcessGone);
}

TEST_CASE("a pipe in place of an executable does not make us wait") {
  const Fixture fixture;
  fs::remove(fixture.tree.RealPath(kExe));
  REQUIRE(mkfifo(fixture.tree.RealPath(kExe).c_str(), 0600) == 0);
  CHECK(fixture.proc.OpenExe(kPid));
}

TEST_CASE("the system's memory is read from /proc/meminfo") {
  const Fixture fixture;
  CHECK(fixture.proc.ReadMeminfo()->total_bytes == std::uint64_t{16000000} * 1024);
  fixture.tree.RemoveProc("meminfo");
  CHECK_FALSE(fixture.proc.ReadMeminfo());
}

TEST_CASE("pages and ticks become bytes and seconds") {
  const Fixture fixture;
  const auto ticks = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  ProcessStat stat;
  stat.id.start_time = 50 * ticks;
  stat.user_ticks = 3 * ticks;
  stat.system_ticks = ticks / 2;
  stat.threads = 11;
  stat.virtual_bytes = 12345;
  stat.resident_pages = 3;
  const ProcessUsage usage = fixture.proc.UsageOf(stat);
  CHECK(usage.resident_bytes == 3 * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  CHECK(usage.virtual_bytes == 12345);
  CHECK(usage.cpu_user_seconds == Approx(3));
  CHECK(usage.cpu_system_seconds == Approx(0.5));
  CHECK(usage.start_time_seconds == Approx(1700000050).margin(0.001));
  CHECK(usage.threads == 11);
}
