#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "discovery/process_facts.h"
#include "discovery/selection.h"
#include "model/sample.h"
#include "os/cgroup_memory.h"
#include "os/proc_fs.h"
#include "os/user_names.h"
#include "runtime/reader_chain.h"
#include "runtime/runtime.h"

namespace heap_exporter {

// What a closer look at one process found out.
struct Inspection {
  std::shared_ptr<const Target> target;     // null: not to be reported
  std::optional<CgroupMemoryFiles> cgroup;  // absent where its memory cgroup cannot be found
  std::unique_ptr<ReaderChain> readers;     // null: no heap that could be read
  std::optional<Error> broken;              // why there are no readers although there is a runtime
};

// Takes a closer look at processes: is there a runtime in it, is it to be reported, what is it
// called. Costs much more than a sample and is done once for each process, and seldom again. Used
// by one thread at a time.
class ProcessInspector {
 public:
  // All arguments must outlive the inspector. `cgroupfs` is where the cgroup file system is
  // mounted; empty: cgroups are not looked at for their memory.
  ProcessInspector(const ProcFs& proc, std::string cgroupfs,
                   std::vector<std::unique_ptr<Runtime>> runtimes, const Selection& selection);

  // The error is kProcessGone where the process vanished meanwhile.
  [[nodiscard]] Result<Inspection> Inspect(const ProcessStat& stat);

 private:
  // The runtime of a process and what it answered; `runtime` is null where no runtime claims it.
  struct Recognition {
    const Runtime* runtime = nullptr;
    Identification answer;
  };

  Result<ProcessFacts> ReadFacts(const ProcessStat& stat, const std::vector<CgroupEntry>& cgroups);
  Recognition Recognise(const ProcessFacts& facts);
  Result<ProcessImage> ReadImage(ProcessId id) const;

  const ProcFs& proc_;
  const std::string cgroupfs_;
  const std::vector<std::unique_ptr<Runtime>> runtimes_;
  const Selection& selection_;
  UserNames users_;
};

}  // namespace heap_exporter
