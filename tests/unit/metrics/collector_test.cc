#include "metrics/collector.h"

#include <sys/stat.h>

#include <algorithm>

#include "model/off_heap.h"
#include "support/as_nobody.h"
#include "support/catch.h"
#include "support/machine.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

const V8Layout& Newest() { return V8Layouts().back(); }

FakeProcess Process(pid_t pid) {
  FakeProcess process;
  process.pid = pid;
  return process;
}

// The only sample of a collection.
const Sample& Only(const Collection& collection) {
  REQUIRE(collection.samples.size() == 1);
  return collection.samples.front();
}

Reason FailureOf(const Sample& sample) {
  REQUIRE(sample.heap);
  REQUIRE_FALSE(*sample.heap);
  return sample.heap->error().reason;
}

}  // namespace

TEST_CASE("a collection tells of every Node.js process and of no other") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  machine.AddNode(Process(102), node.memory());
  FakeProcess shell = Process(103);
  shell.comm = "node";  // what it calls itself does not matter
  shell.exe = "/bin/bash";
  machine.tree.Add(shell);
  const Collection collection = machine.Collect();
  REQUIRE(collection.samples.size() == 2);
  const Sample& sample = collection.samples[0];
  CHECK(sample.target->id.pid == 101);
  CHECK(sample.target->process == "api/server.js");
  CHECK(sample.target->runtime == "nodejs");
  CHECK(sample.target->runtime_version == "22.11.0");
  CHECK(sample.target->user == "root");
  CHECK(sample.reader == "memory");
  CHECK(sample.usage.resident_bytes == 10000 * 4096);
  CHECK(sample.usage.threads == 11);
  CHECK(sample.usage.cpu_user_seconds == Approx(2.0));
  REQUIRE(HeapOf(sample) != nullptr);
  CHECK(HeapOf(sample)->main.used == FakeNode::UsedOf(Newest(), {}));
  REQUIRE(collection.system);
  CHECK(collection.system->total_bytes == 16000000ull * 1024);
}

TEST_CASE("a process that has gone leaves nothing behind") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  REQUIRE(machine.Collect().samples.size() == 1);
  machine.tree.Remove(101);
  CHECK(machine.Collect().samples.empty());
  CHECK(machine.table().Find(101) == nullptr);
}

TEST_CASE("a pid that another process has now is a new target") {
  Machine machine;
  FakeNode first(Newest(), {FakeIsolate{}}, "20.1.1");
  machine.AddNode(Process(101), first.memory());
  CHECK(Only(machine.Collect()).target->runtime_version == "20.1.1");
  FakeNode second(Newest(), {FakeIsolate{}}, "22.2.2");
  FakeProcess again = Process(101);
  again.start_time = 2000;
  again.argv = {"node", "/srv/other/main.js"};
  machine.AddNode(again, second.memory());
  const Collection collection = machine.Collect();
  CHECK(Only(collection).target->runtime_version == "22.2.2");
  CHECK(Only(collection).target->process == "other/main.js");
  CHECK(Only(collection).target->id.start_time == 2000);
}

TEST_CASE("a shell that executes Node.js is found by the next collection") {
  Machine machine;
  FakeProcess shell = Process(101);
  shell.comm = "sh";
  shell.exe = "/bin/sh";
  shell.start_stack = 0x7ffd00002000;
  machine.tree.Add(shell);
  CHECK(machine.Collect().samples.empty());
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  CHECK(HeapOf(Only(machine.Collect())) != nullptr);
}

TEST_CASE("a Node.js that executes another Node.js of the same name is read anew") {
  Machine machine;
  FakeNode first(Newest(), {FakeIsolate{}}, "20.1.1");
  machine.AddNode(Process(101), first.memory());
  REQUIRE(HeapOf(Only(machine.Collect())) != nullptr);
  FakeNode second(*FindV8Layout({.major = 11, .minor = 3}), {FakeIsolate{}}, "20.2.2");
  FakeProcess again = Process(101);
  again.start_stack += 0x1000;
  machine.AddNode(again, second.memory());
  const Collection collection = machine.Collect();
  CHECK(Only(collection).target->runtime_version == "20.2.2");
  CHECK(HeapOf(Only(collection)) != nullptr);
}

TEST_CASE("a Node.js that executes something else is no target any more") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  REQUIRE(machine.Collect().samples.size() == 1);
  FakeProcess shell = Process(101);
  shell.exe = "/bin/sh";
  shell.start_stack += 0x1000;
  machine.tree.Add(shell);
  CHECK(machine.Collect().samples.empty());
}

TEST_CASE("zombies and kernel threads are no targets") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  FakeProcess zombie = Process(101);
  zombie.state = 'Z';
  machine.AddNode(zombie, node.memory());
  FakeProcess thread = Process(102);
  thread.flags = 0x00200000;
  machine.AddNode(thread, node.memory());
  CHECK(machine.Collect().samples.empty());
}

TEST_CASE("the pid of a kernel thread that another process has now is a target within a minute") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  FakeProcess thread = Process(101);
  thread.flags = 0x00200000;
  machine.tree.Add(thread);
  CHECK(machine.Collect().samples.empty());
  machine.Pass(std::chrono::hours(24));
  CHECK(machine.Collect().samples.empty());

  FakeProcess process = Process(101);
  process.start_time += 1;
  machine.AddNode(process, node.memory());
  CHECK(machine.Collect().samples.empty());
  machine.Pass(std::chrono::minutes(1));
  CHECK(machine.Collect().samples.size() == 1);
}

TEST_CASE("a process that vanishes while it is looked at is skipped without a word") {
  for (const char* file : {"stat", "cmdline", "status", "exe", "maps"}) {
    INFO("without " << file);
    Machine machine;
    FakeNode node(Newest(), {FakeIsolate{}});
    machine.AddNode(Process(101), node.memory());
    machine.tree.RemoveProc(std::string("101/") + file);
    CHECK(machine.Collect().samples.empty());
  }
}

TEST_CASE("a target whose heap cannot be read keeps its other figures") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  REQUIRE(HeapOf(Only(machine.Collect())) != nullptr);
  node.memory().FailAllReads(Reason::kPermissionDenied);
  const Collection collection = machine.Collect();
  CHECK(FailureOf(Only(collection)) == Reason::kPermissionDenied);
  CHECK(Only(collection).reader.empty());
  CHECK(Only(collection).usage.resident_bytes == 10000 * 4096);
  CHECK(machine.table().Find(101)->told == Reason::kPermissionDenied);
  CHECK(machine.waited.count() == 0);  // nothing that would pass
}

TEST_CASE("a target that is collecting is read again until it is done") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  machine.AddNode(Process(101), node.memory());
  REQUIRE(machine.Collect().samples.size() == 1);
  const std::uint64_t gc_state = node.isolates()[0].heap + Newest().heap.gc_state;
  node.memory().Write(gc_state, std::uint32_t{1});

  SECTION("a short one costs a short wait") {
    machine.on_wait = [&] { node.memory().Write(gc_state, std::uint32_t{0}); };
    CHECK(HeapOf(Only(machine.Collect())) != nullptr);
    CHECK(machine.waited.count() > 0);
    CHECK(machine.waited < std::chrono::milliseconds(1));
  }
  SECTION("a long one is told as what it is") {
    const Collection collection = machine.Collect();
    CHECK(FailureOf(Only(collection)) == Reason::kGcRunning);
    CHECK(machine.waited < std::chrono::milliseconds(30));
    CHECK_FALSE(machine.table().Find(101)->told);  // no news worth a line of log
  }
  SECTION("many of them wait together") {
    machine.AddNode(Process(102), node.memory());
    machine.AddNode(Process(103), node.memory());
    CHECK(machine.Collect().samples.size() == 3);
    CHECK(machine.waited < std::chrono::milliseconds(30));
  }
  SECTION("one that ends meanwhile keeps what was known of it") {
    machine.on_wait = [&] { machine.tree.Remove(101); };
    CHECK(machine.Collect().samples.size() == 1);
    CHECK(machine.Collect().samples.empty());
  }
}

TEST_CASE("a worker that is collecting does not take the main thread's figures away") {
  Machine machine;
  FakeIsolate worker;
  worker.worker = true;
  FakeNode node(Newest(), {FakeIsolate{}, worker});
  machine.AddNode(Process(101), node.memory());
  REQUIRE(machine.Collect().samples.size() == 1);
  node.memory().Write(node.isolates()[1].heap + Newest().heap.gc_state, std::uint32_t{1});
  const Collection collection = machine.Collect();
  const HeapSnapshot* const heap = HeapOf(Only(collection));
  REQUIRE(heap != nullptr);
  CHECK(heap->workers_unread == 1);
  CHECK_FALSE(OffHeapBytes(Only(collection)));
  CHECK(machine.waited.count() > 0);
}

TEST_CASE("a process that we may not look into is a target if it calls itself node") {
  Machine machine;
  FakeProcess node = Process(101);
  node.argv = {"/usr/bin/node", "/srv/api/server.js"};
  machine.tree.Add(node);
  FakeProcess other = Process(102);
  other.argv = {"/usr/sbin/sshd"};
  machine.tree.Add(other);
  for (const char* path : {"/101/maps", "/102/maps"}) {
    chmod((machine.tree.proc_root() + path).c_str(), 0);
  }
  const AsNobody nobody;
  const Collection collection = machine.Collect();
  CHECK(Only(collection).target->id.pid == 101);
  CHECK(Only(collection).target->process == "api/server.js");
  CHECK(FailureOf(Only(collection)) == Reason::kPermissionDenied);
  CHECK(Only(collection).usage.resident_bytes > 0);
}

TEST_CASE("what was found out is looked at again after twice the time") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  FakeProcess process = Process(101);
  process.argv = {"node", "/srv/api/server.js"};
  machine.AddNode(process, node.memory());
  const auto name = [&] { return Only(machine.Collect()).target->process; };
  CHECK(name() == "api/server.js");
  machine.tree.WriteProc("101/cmdline", std::string("my title\0", 9));
  CHECK(name() == "api/server.js");
  machine.Pass(std::chrono::seconds(1));
  CHECK(name() == "my title");

  machine.Pass(std::chrono::seconds(99));
  CHECK(name() == "my title");
  machine.tree.WriteProc("101/cmdline", std::string("another\0", 8));
  machine.Pass(std::chrono::seconds(99));
  CHECK(name() == "my title");
  machine.Pass(std::chrono::seconds(1));
  CHECK(name() == "another");
}

TEST_CASE("a library that is loaded late makes a Node.js") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  FakeProcess process = Process(101);
  process.exe = "/usr/bin/embedder";
  machine.AddProcess(process, node.memory());
  CHECK(machine.Collect().samples.empty());
  machine.tree.WriteProc("101/maps", FakeNode::Maps("/usr/lib/libnode.so.115"));
  machine.Pass(std::chrono::seconds(1));
  CHECK(HeapOf(Only(machine.Collect())) != nullptr);
}

TEST_CASE("targets of one cgroup have its figures, others none") {
  Machine machine;
  FakeNode node(Newest(), {FakeIsolate{}});
  FakeProcess limited = Process(101);
  limited.cgroup = "0::/api\n";
  machine.AddNode(limited, node.memory());
  FakeProcess unlimited = Process(102);
  unlimited.cgroup = "0::/free\n";
  machine.AddNode(unlimited, node.memory());
  machine.tree.WriteFile("/cgroup/api/memory.max", "1000000\n");
  machine.tree.WriteFile("/cgroup/api/memory.current", "600000\n");
  machine.tree.WriteFile("/cgroup/free/memory.max", "max\n");
  const Collection collection = machine.Collect();
  REQUIRE(collection.samples.size() == 2);
  REQUIRE(collection.samples[0].cgroup);
  CHECK(collection.samples[0].cgroup->limit_bytes == 1000000);
  CHECK(collection.samples[0].cgroup->usage_bytes == 600000);
  CHECK_FALSE(collection.samples[1].cgroup);
}

TEST_CASE("each part of a collection tells how it went") {
  Machine machine;
  machine.tree.RemoveProc("meminfo");
  const Collection collection = machine.Collect();
  CHECK_FALSE(collection.system);
  REQUIRE(collection.runs.size() == 3);
  for (const CollectorRun& run : collection.runs) {
    CHECK(run.success == (run.collector != "system"));
    CHECK(run.duration_seconds >= 0);
  }
}

TEST_CASE("parts that are not wanted are left out") {
  Machine machine(Selection(), {.system = false, .cgroup = false});
  const Collection collection = machine.Collect();
  CHECK_FALSE(collection.system);
  REQUIRE(collection.runs.size() == 1);
  CHECK(collection.runs[0].collector == "process");
}
