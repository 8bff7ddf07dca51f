// Reads recordings of real Node.js processes: that the rows of the layout table are true of them.

#include "runtime/node/node_runtime.h"
#include "support/borrowed_memory.h"
#include "support/catch.h"
#include "support/proc_tree.h"
#include "support/recorded_process.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr pid_t kPid = 101;
constexpr const char* kExe = "/usr/local/bin/node";

Mine Identify(const RecordedProcess& recording, const ProcFs& proc, NodeRuntime& runtime) {
  auto map = proc.ReadMemoryMap(kPid);
  REQUIRE(map);
  auto answer = runtime.Identify({.id = {.pid = kPid, .start_time = 1},
                                  .exe_id = *proc.ReadExeId(kPid),
                                  .exe_path = *proc.ReadExePath(kPid),
                                  .map = std::move(*map)});
  INFO(recording.version);
  REQUIRE(std::holds_alternative<Mine>(answer));
  return std::move(std::get<Mine>(answer));
}

}  // namespace

TEST_CASE("recorded processes give the figures that they told of themselves") {
  const auto recordings = LoadAllRecordedProcesses();
  REQUIRE(recordings.size() >= 14);
  for (const RecordedProcess& recording : recordings) {
    INFO("Node.js " << recording.version);
    ProcTree tree;
    FakeProcess process;
    process.pid = kPid;
    process.exe = kExe;
    process.maps = recording.Maps(tree.RealPath(kExe));
    tree.Add(process);
    const ProcFs proc = tree.Open();
    NodeRuntime runtime(proc, [&](pid_t) { return Borrow(recording.memory); }, {"memory"});
    const Mine mine = Identify(recording, proc, runtime);
    CHECK(mine.version == recording.version);
    REQUIRE(mine.readers.size() == 1);
    const auto heap = mine.readers[0]->Read();
    INFO((heap ? "" : heap.error().detail));
    REQUIRE(heap);
    CHECK(heap->main.total == recording.truth.at("heap_total"));
    CHECK(heap->main.limit == recording.truth.at("heap_limit"));
    CHECK(heap->main.external == recording.truth.at("external"));
    if (const auto told = recording.truth.find("array_buffers"); told != recording.truth.end()) {
      CHECK(heap->main.array_buffers == told->second);
    }
    // The process allocated a little more between telling and being recorded.
    const auto told = static_cast<double>(recording.truth.at("heap_used"));
    CHECK(static_cast<double>(*heap->main.used) == Approx(told).margin(400 * 1024));
  }
}
