// The whole way from /proc and memory to the text of /metrics, over recorded processes.

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/catch.h"
#include "support/machine.h"
#include "support/metrics_text.h"
#include "support/recorded_process.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr const char* kGolden = TESTS_SOURCE_DIR "/golden/metrics.txt";

// A machine on which every recorded process runs, and a shell.
struct RecordedMachine : Machine {
  RecordedMachine() {
    for (pid_t pid = 101; const RecordedProcess& recording : recordings) AddNode(pid++, recording);
    FakeProcess shell;
    shell.pid = 200;
    shell.comm = "bash";
    shell.argv = {"bash"};
    shell.exe = "/bin/bash";
    tree.Add(shell);
    tree.WriteFile("/cgroup/api.slice/memory.max", "536870912\n");
    tree.WriteFile("/cgroup/api.slice/memory.current", "268435456\n");
  }

  void AddNode(pid_t pid, const RecordedProcess& recording) {
    FakeProcess process;
    process.pid = pid;
    process.exe = "/opt/node-" + recording.version + "/bin/node";
    process.argv = {"node", "/srv/api \"v" + recording.version + "\"/server.js"};
    process.resident_pages = 40000;
    process.maps = recording.Maps(tree.RealPath(process.exe));
    process.cgroup = pid == 101 ? "0::/api.slice\n" : "0::/\n";
    process.uid = 64321;
    AddProcess(process, recording.memory);
  }

  const std::vector<RecordedProcess> recordings = LoadAllRecordedProcesses();
};

// What differs from run to run is cut out.
std::string Normalise(std::string text, const ProcTree& tree) {
  const std::string files = tree.RealPath("");
  for (std::size_t at = text.find(files); at != std::string::npos; at = text.find(files)) {
    text.erase(at, files.size());
  }
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("heap_exporter_scrape_collector_duration_seconds{")) {
      line = line.substr(0, line.rfind(' ')) + " 0";
    }
    kept += line + "\n";
  }
  return kept;
}

std::string CollectText(RecordedMachine& machine) {
  const Collection collection = machine.Collect();
  return Normalise(TargetText(collection.samples) + CollectionText(collection), machine.tree);
}

}  // namespace

TEST_CASE("the metrics of the recorded processes are those of the golden file") {
  RecordedMachine machine;
  const std::string text = CollectText(machine);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << text;
  std::ifstream file(kGolden);
  std::stringstream golden;
  golden << file.rdbuf();
  CHECK(text == golden.str());
}
