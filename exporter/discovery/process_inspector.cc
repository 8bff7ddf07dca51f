#include "discovery/process_inspector.h"

#include <string_view>
#include <utility>

#include "discovery/executable_path.h"

namespace heap_exporter {
namespace {

// The kernel appends this to the path of an executable that is not there any more.
constexpr std::string_view kDeleted = " (deleted)";

std::string WithoutDeleted(std::string path) {
  if (path.ends_with(kDeleted)) path.resize(path.size() - kDeleted.size());
  return path;
}

Target MakeTarget(const ProcessFacts& facts, std::string name) {
  Target target;
  target.id = facts.id;
  target.process = std::move(name);
  target.exe = facts.exe;
  target.user = facts.user;
  ContainerNames names = ContainerNamesOf(facts.cgroups);
  target.container_id = std::move(names.container_id);
  target.pod_uid = std::move(names.pod_uid);
  return target;
}

std::string DefaultName(const ProcessFacts& facts) {
  const std::string_view name = BaseName(ExecutablePath(facts));
  return name.empty() ? facts.comm : std::string(name);
}

}  // namespace

ProcessInspector::ProcessInspector(const ProcFs& proc, std::string cgroupfs,
                                   std::vector<std::unique_ptr<Runtime>> runtimes,
                                   const Selection& selection)
    : proc_(proc),
      cgroupfs_(std::move(cgroupfs)),
      runtimes_(std::move(runtimes)),
      selection_(selection) {}

Result<Inspection> ProcessInspector::Inspect(const ProcessStat& stat) {
  Inspection inspection;
  if (stat.kernel_thread) return inspection;
  // A kernel may have been built without cgroups.
  const auto cgroups = proc_.ReadCgroups(stat.id.pid).value_or(std::vector<CgroupEntry>());
  const auto facts = ReadFacts(stat, cgroups);
  if (!facts) return Fail(facts);
  Recognition recognition = Recognise(*facts);
  const Runtime* const runtime = recognition.runtime;
  auto name =
      selection_.NameOf(*facts, runtime != nullptr ? runtime->Name() : std::string_view(),
                        runtime != nullptr ? runtime->ProcessName(*facts) : DefaultName(*facts));
  if (!name) return inspection;

  Target target = MakeTarget(*facts, std::move(*name));
  if (runtime != nullptr) target.runtime = runtime->Name();
  if (auto* const mine = std::get_if<Mine>(&recognition.answer)) {
    target.runtime_version = std::move(mine->version);
    inspection.readers = std::make_unique<ReaderChain>(std::move(mine->readers));
  } else if (auto* const broken = std::get_if<MineButBroken>(&recognition.answer)) {
    target.runtime_version = std::move(broken->version);
    inspection.broken = std::move(broken->why);
  }
  inspection.target = std::make_shared<const Target>(std::move(target));
  if (!cgroupfs_.empty()) {
    inspection.cgroup =
        FindCgroupMemoryFiles(cgroups, cgroupfs_, proc_.RootOf(facts->id.pid) + "/sys/fs/cgroup");
  }
  return inspection;
}

// What needs a right that we lack stays empty; only a process that has gone is an error.
Result<ProcessFacts> ProcessInspector::ReadFacts(const ProcessStat& stat,
                                                 const std::vector<CgroupEntry>& cgroups) {
  const pid_t pid = stat.id.pid;
  auto argv = proc_.ReadCommandLine(pid);
  if (!argv) return Fail(argv);
  const auto user = proc_.ReadUser(pid);
  if (!user) return Fail(user);

  ProcessFacts facts;
  facts.id = stat.id;
  facts.comm = stat.exec_mark.comm;
  facts.exe = WithoutDeleted(proc_.ReadExePath(pid).value_or(""));
  facts.argv = std::move(*argv);
  facts.cwd = proc_.ReadWorkingDirectory(pid).value_or("");
  facts.user = users_.NameOf(*user);
  facts.start_time_seconds = proc_.UsageOf(stat).start_time_seconds;
  for (const CgroupEntry& entry : cgroups) facts.cgroups.push_back(entry.path);
  return facts;
}

ProcessInspector::Recognition ProcessInspector::Recognise(const ProcessFacts& facts) {
  const auto image = ReadImage(facts.id);
  for (const auto& runtime : runtimes_) {
    if (image) {
      Identification answer = runtime->Identify(*image);
      if (!std::holds_alternative<NotMine>(answer)) return {runtime.get(), std::move(answer)};
    } else if (image.error().reason == Reason::kPermissionDenied && runtime->Resembles(facts)) {
      return {runtime.get(), MineButBroken{.version = "", .why = image.error()}};
    }
  }
  return {nullptr, NotMine{}};
}

Result<ProcessImage> ProcessInspector::ReadImage(ProcessId id) const {
  const auto exe_id = proc_.ReadExeId(id.pid);
  if (!exe_id) return Fail(exe_id);
  auto exe_path = proc_.ReadExePath(id.pid);
  if (!exe_path) return Fail(exe_path);
  auto map = proc_.ReadMemoryMap(id.pid);
  if (!map) return Fail(map);
  return ProcessImage{
      .id = id, .exe_id = *exe_id, .exe_path = std::move(*exe_path), .map = std::move(*map)};
}

}  // namespace heap_exporter
