#include "options/flags.h"

#include <CLI/CLI.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "options/flag_values.h"

namespace heap_exporter {
namespace {

template <class T>
using Parser = Result<T> (*)(std::string_view text);

template <class T>
T ParseOrThrow(const std::string& flag, Parser<T> parse, const std::string& text) {
  Result<T> value = parse(text);
  if (!value) throw CLI::ValidationError(flag, value.error().detail);
  return *std::move(value);
}

// --flag=VALUE, at most once.
template <class T>
CLI::Option* AddValue(CLI::App& app, const std::string& flag, T& target, Parser<T> parse,
                      const std::string& description) {
  const auto set = [&target, flag, parse](const std::string& text) {
    target = ParseOrThrow(flag, parse, text);
  };
  return app.add_option_function<std::string>(flag, set, description);
}

// --flag=VALUE as often as wanted; the first replaces what `target` held.
template <class T>
CLI::Option* AddList(CLI::App& app, const std::string& flag, std::vector<T>& target,
                     Parser<T> parse, const std::string& description) {
  const auto set = [&target, flag, parse](const std::vector<std::string>& texts) {
    target.clear();
    for (const std::string& text : texts) target.push_back(ParseOrThrow(flag, parse, text));
  };
  return app.add_option_function<std::vector<std::string>>(flag, set, description)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

// --NAME and --no-NAME; of several the last counts.
void AddSwitch(CLI::App& app, const std::string& name, bool& target,
               const std::string& description) {
  app.add_flag("--" + name + ",!--no-" + name, target, description)
      ->default_str(target ? "on" : "off")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->disable_flag_override();
}

void AddWebFlags(CLI::App& app, Options& options) {
  app.option_defaults()->group("Web");
  AddList(app, "--web.listen-address", options.listen_addresses, ParseListenAddress,
          "Address to listen on: HOST:PORT, [IPV6]:PORT or :PORT; can be given several times")
      ->type_name("ADDRESS")
      ->default_str(options.listen_addresses.front());
  AddValue(app, "--web.telemetry-path", options.telemetry_path, ParseTelemetryPath,
           "Path under which the metrics are")
      ->type_name("PATH")
      ->default_str(options.telemetry_path);
  AddValue(app, "--web.max-requests", options.max_requests, ParseMaxRequests,
           "How many scrapes may run at the same time, at most 56; 0 for 56")
      ->type_name("NUMBER")
      ->default_str(std::to_string(options.max_requests));
}

void AddProcessFlags(CLI::App& app, Flags& flags) {
  app.option_defaults()->group("Processes");
  AddValue(app, "--config.file", flags.config_file, ParseFilePath,
           "YAML file that says which processes are reported and how they are called; without it "
           "all Node.js processes are")
      ->type_name("FILE");
  AddValue(app, "--readers", flags.options.readers, ParseReaders,
           "Ways to read the heap figures of a process, separated by commas, in the order in which "
           "they are tried; known: memory")
      ->type_name("LIST")
      ->default_str("memory");
  AddValue(app, "--path.procfs", flags.options.procfs, ParseFilePath, "Where procfs is mounted")
      ->type_name("DIRECTORY")
      ->default_str(flags.options.procfs);
  AddValue(app, "--path.cgroupfs", flags.options.cgroupfs, ParseFilePath,
           "Where the cgroup file system is mounted")
      ->type_name("DIRECTORY")
      ->default_str(flags.options.cgroupfs);
}

void AddMetricFlags(CLI::App& app, Options& options) {
  app.option_defaults()->group("Metrics");
  AddSwitch(app, "collector.system", options.collect_system, "Memory of the machine");
  AddSwitch(app, "collector.cgroup", options.collect_cgroup,
            "Memory limit and usage of each process's cgroup");
  AddSwitch(app, "collector.heap-spaces", options.collect_heap_spaces,
            "Sizes of each space of a heap");
  AddSwitch(app, "labels.pid", options.label_pid,
            "The label pid; without it values are summed up by process name");
}

void AddOtherFlags(CLI::App& app, Flags& flags) {
  app.option_defaults()->group("Logging");
  AddValue(app, "--log.level", flags.options.log_level, ParseLogLevel,
           "What is logged at least: debug, info, warn or error")
      ->type_name("LEVEL")
      ->default_str("info");
  AddValue(app, "--log.format", flags.options.log_format, ParseLogFormat,
           "Form of a log line: logfmt or json")
      ->type_name("FORMAT")
      ->default_str("logfmt");
  app.option_defaults()->group("Other");
  app.add_flag("--version", flags.version, "Print the version and exit")->disable_flag_override();
  app.add_flag("--help,-h", flags.help, "Print this text and exit")->disable_flag_override();
}

}  // namespace

void AddFlags(CLI::App& app, Flags& flags) {
  app.set_help_flag();  // ours is a flag like the others
  AddWebFlags(app, flags.options);
  AddProcessFlags(app, flags);
  AddMetricFlags(app, flags.options);
  AddOtherFlags(app, flags);
}

}  // namespace heap_exporter
