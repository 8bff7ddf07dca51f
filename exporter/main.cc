// Wiring only: options -> parts -> server -> wait for a signal.

#include <malloc.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "cli/health.h"
#include "discovery/process_inspector.h"
#include "discovery/process_table.h"
#include "http/routes.h"
#include "http/server.h"
#include "metrics/collection_families.h"
#include "metrics/collector.h"
#include "metrics/self_families.h"
#include "metrics/target_families.h"
#include "options/options.h"
#include "options/version.h"
#include "os/capabilities.h"
#include "os/proc_fs.h"
#include "os/process_memory.h"
#include "runtime/node/node_runtime.h"

namespace heap_exporter {
namespace {

constexpr int kExitUsage = 2;
constexpr std::chrono::milliseconds kDrainTime{400};
constexpr std::chrono::milliseconds kHealthTimeout{2000};

// The one list of runtimes.
std::vector<std::unique_ptr<Runtime>> MakeRuntimes(const ProcFs& proc, const Options& options) {
  const auto open_memory = [&proc](pid_t pid) { return OpenProcessMemory(proc, pid); };
  std::vector<std::unique_ptr<Runtime>> runtimes;
  runtimes.push_back(std::make_unique<NodeRuntime>(proc, open_memory, options.readers));
  return runtimes;
}

std::string MakeMetrics(Collector& collector, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const Collection collection = collector.Collect();
  const auto duration = std::chrono::steady_clock::now() - start;

  TextWriter text(collection.samples.size());
  const auto sink = [&text](prometheus::MetricFamily family) { text.Write(std::move(family)); };
  const TargetFamilyOptions family_options{.label_pid = options.label_pid,
                                           .heap_spaces = options.collect_heap_spaces};
  MakeTargetFamilies(collection.samples, family_options, sink);
  MakeCollectionFamilies(collection, options.label_pid, sink);
  MakeSelfFamilies(duration, sink);
  return text.Take();
}

Router MakeRouter(Collector& collector, const ProcFs& proc, const Options& options) {
  const RouteOptions route_options{.telemetry_path = options.telemetry_path,
                                   .max_requests = options.max_requests,
                                   .version = std::string(Version())};
  return ProductRouter(route_options,
                       {.metrics = [&](auto) { return MakeMetrics(collector, options); },
                        .collection = [&] { return collector.Collect(); },
                        .ready = [&] { return proc.ListPids().has_value(); }});
}

// Blocked in every thread, so that only WaitForSignal sees them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void WaitForSignal(const sigset_t& signals) {
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  LogInfo("stopping", {{"signal", std::to_string(signal)}});
}

int Fatal(const Error& error) {
  std::fprintf(stderr, "heap_exporter: %s\n", error.detail.c_str());
  return EXIT_FAILURE;
}

int Serve(const Options& options) {
  const bool has_ptrace = RaisePtraceCapability();
  const sigset_t signals = BlockStopSignals();
  const auto proc = ProcFs::Open(options.procfs);
  if (!proc) return Fatal(proc.error());

  ProcessInspector inspector(*proc, options.collect_cgroup ? options.cgroupfs : std::string(),
                             MakeRuntimes(*proc, options), options.selection);
  ProcessTable table(*proc, inspector, std::chrono::steady_clock::now);
  Collector collector(*proc, table,
                      {.system = options.collect_system, .cgroup = options.collect_cgroup},
                      [](auto duration) { std::this_thread::sleep_for(duration); });
  const ServerOptions server_options{.listen_addresses = options.listen_addresses};
  auto server = Server::Start(server_options, MakeRouter(collector, *proc, options));
  if (!server) return Fatal(server.error());

  for (const std::string& address : (*server)->Addresses()) {
    LogInfo("listening", {{"address", address},
                          {"path", options.telemetry_path},
                          {"sys_ptrace", has_ptrace ? "yes" : "no"}});
  }
  WaitForSignal(signals);
  (*server)->Drain(kDrainTime);
  // What is left is clients that are slow to send or to read: nobody waits for them.
  std::_Exit(EXIT_SUCCESS);
}

int Health(const Options& options) {
  const Result<void> health = CheckHealth(options.listen_addresses.front(), kHealthTimeout);
  return health ? EXIT_SUCCESS : Fatal(health.error());
}

int Main(int argc, const char* const* argv) {
  // More arenas than that let the many threads of the server keep memory that others could use.
  mallopt(M_ARENA_MAX, 1);
  const auto command = ParseCommandLine(argc, argv);
  if (!command) {
    Fatal(command.error());
    return kExitUsage;
  }
  if (!command->print.empty()) {
    std::fputs(command->print.c_str(), stdout);
    return EXIT_SUCCESS;
  }
  if (command->command == Command::kHealth) return Health(command->options);
  InitLog(command->options.log_level, command->options.log_format);
  return Serve(command->options);
}

}  // namespace
}  // namespace heap_exporter

int main(int argc, char** argv) { return heap_exporter::Main(argc, argv); }
