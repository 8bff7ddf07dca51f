#include <vector>

#include "options/options.h"
#include "options/version.h"
#include "support/catch.h"

namespace heap_exporter {
namespace {

Result<CommandLine> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "heap_exporter");
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

Options OptionsOf(const std::vector<const char*>& arguments) {
  const Result<CommandLine> parsed = Parse(arguments);
  REQUIRE(parsed.has_value());
  CHECK(parsed->print.empty());
  return parsed->options;
}

std::string ErrorOf(const std::vector<const char*>& arguments) {
  const Result<CommandLine> parsed = Parse(arguments);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().reason == Reason::kMalformed);
  CHECK(parsed.error().detail.find('\n') == std::string::npos);
  return parsed.error().detail;
}

std::string TextOf(const std::vector<const char*>& arguments) {
  const Result<CommandLine> parsed = Parse(arguments);
  REQUIRE(parsed.has_value());
  return parsed->print;
}

TEST_CASE("without a flag everything has its default") {
  const Options options = OptionsOf({});
  CHECK(options.listen_addresses == std::vector<std::string>{":14327"});
  CHECK(options.telemetry_path == "/metrics");
  CHECK(options.max_requests == 40);
  CHECK(options.procfs == "/proc");
  CHECK(options.cgroupfs == "/sys/fs/cgroup");
  CHECK(options.readers == std::vector<std::string>{"memory"});
  CHECK(options.collect_system);
  CHECK(options.collect_cgroup);
  CHECK(options.collect_heap_spaces);
  CHECK(options.label_pid);
  CHECK(options.log_level == LogLevel::kInfo);
  CHECK(options.log_format == LogFormat::kLogfmt);
  CHECK(options.selection.NameOf({}, "nodejs", "name") == "name");
}

TEST_CASE("no arguments at all, not even the program's name, are no flags") {
  const char* const none[] = {nullptr};
  CHECK(ParseCommandLine(0, none).has_value());
}

TEST_CASE("every flag with a value sets its option") {
  const Options options = OptionsOf({"--web.telemetry-path=/m", "--web.max-requests=0",
                                     "--path.procfs=/host/proc", "--path.cgroupfs=/host/cgroup",
                                     "--readers=memory", "--log.level=debug", "--log.format=json"});
  CHECK(options.telemetry_path == "/m");
  CHECK(options.max_requests == 0);
  CHECK(options.procfs == "/host/proc");
  CHECK(options.cgroupfs == "/host/cgroup");
  CHECK(options.log_level == LogLevel::kDebug);
  CHECK(options.log_format == LogFormat::kJson);
}

TEST_CASE("a value may be an argument of its own") {
  CHECK(OptionsOf({"--web.telemetry-path", "/m"}).telemetry_path == "/m");
}

TEST_CASE("listen addresses replace the default and add up") {
  CHECK(OptionsOf({"--web.listen-address=:1"}).listen_addresses == std::vector<std::string>{":1"});
  CHECK(
      OptionsOf({"--web.listen-address=:1", "--web.listen-address", "[::1]:2"}).listen_addresses ==
      std::vector<std::string>{":1", "[::1]:2"});
}

TEST_CASE("a listen address does not swallow the next argument") {
  CHECK(ErrorOf({"--web.listen-address", ":1", ":2"}) == "unexpected argument :2");
}

TEST_CASE("every switch can be turned off") {
  CHECK_FALSE(OptionsOf({"--no-collector.system"}).collect_system);
  CHECK_FALSE(OptionsOf({"--no-collector.cgroup"}).collect_cgroup);
  CHECK_FALSE(OptionsOf({"--no-collector.heap-spaces"}).collect_heap_spaces);
  CHECK_FALSE(OptionsOf({"--no-labels.pid"}).label_pid);
}

TEST_CASE("a switch turns off nothing but its own option") {
  const Options options = OptionsOf({"--no-collector.system"});
  CHECK(options.collect_cgroup);
  CHECK(options.collect_heap_spaces);
  CHECK(options.label_pid);
}

TEST_CASE("of contradicting switches the last counts") {
  CHECK(OptionsOf({"--no-labels.pid", "--labels.pid"}).label_pid);
  CHECK_FALSE(OptionsOf({"--labels.pid", "--no-labels.pid"}).label_pid);
  CHECK_FALSE(OptionsOf({"--no-labels.pid", "--no-labels.pid"}).label_pid);
}

TEST_CASE("a switch takes no value") {
  CHECK(ErrorOf({"--labels.pid=false"}) == "--labels.pid takes no value");
  CHECK(ErrorOf({"--no-labels.pid=junk"}) == "--no-labels.pid takes no value");
  CHECK(ErrorOf({"--labels.pid", "false"}) == "unexpected argument false");
}

TEST_CASE("the first word may be serve") {
  CHECK(OptionsOf({"serve"}).telemetry_path == "/metrics");
  CHECK(OptionsOf({"serve", "--web.telemetry-path=/m"}).telemetry_path == "/m");
}

TEST_CASE("a command is run with the flags after it") {
  CHECK(Parse({})->command == Command::kServe);
  CHECK(Parse({"serve"})->command == Command::kServe);
  const Result<CommandLine> health = Parse({"health", "--web.listen-address=:1"});
  REQUIRE(health.has_value());
  CHECK(health->command == Command::kHealth);
  CHECK(health->options.listen_addresses == std::vector<std::string>{":1"});
}

TEST_CASE("health needs no configuration file") {
  CHECK(Parse({"health", "--config.file=/nonexistent/heap.yml"}).has_value());
  CHECK(ErrorOf({"health", "health"}) == "unexpected argument health");
}

TEST_CASE("serve is a command only as the first word") {
  CHECK(ErrorOf({"serve", "serve"}) == "unexpected argument serve");
  CHECK(ErrorOf({"--labels.pid", "serve"}) == "unexpected argument serve");
}

TEST_CASE("an unknown flag is named without its value") {
  CHECK(ErrorOf({"--web.listn-address"}) == "unknown flag --web.listn-address");
  CHECK(ErrorOf({"--web.listn-address=:1"}) == "unknown flag --web.listn-address");
  CHECK(ErrorOf({"--web.listn-address", ":1"}) == "unknown flag --web.listn-address");
  CHECK(ErrorOf({"-x"}) == "unknown flag -x");
  CHECK(ErrorOf({"--no-log.level"}) == "unknown flag --no-log.level");
}

TEST_CASE("an unknown word is named") { CHECK(ErrorOf({"watch"}) == "unexpected argument watch"); }

TEST_CASE("an error is one line whatever was typed") {
  CHECK(ErrorOf({"--a\nb\x1b"}) == "unknown flag --a\\u000ab\\u001b");
  CHECK(ErrorOf({"--log.level=\n"}).find("\\u000a") != std::string::npos);
}

TEST_CASE("a value that is missing is asked for") {
  for (const char* flag :
       {"--web.listen-address", "--web.telemetry-path", "--web.max-requests", "--path.procfs",
        "--path.cgroupfs", "--config.file", "--readers", "--log.level", "--log.format"}) {
    CAPTURE(flag);
    CHECK(ErrorOf({flag}) == std::string(flag) + " needs a value");
  }
}

TEST_CASE("an empty value is refused") {
  for (const char* flag :
       {"--web.listen-address", "--web.telemetry-path", "--web.max-requests", "--path.procfs",
        "--path.cgroupfs", "--config.file", "--readers", "--log.level", "--log.format"}) {
    CAPTURE(flag);
    CHECK(ErrorOf({(std::string(flag) + "=").c_str()}).find(flag) == 0);
    CHECK(ErrorOf({flag, ""}).find(flag) == 0);
  }
}

TEST_CASE("a value that is not valid is refused with the name of its flag") {
  CHECK(ErrorOf({"--log.level=loud"}) ==
        "--log.level: must be debug, info, warn or error, not 'loud'");
  CHECK(ErrorOf({"--web.listen-address=:1", "--web.listen-address=2"}).find("not '2'") !=
        std::string::npos);
  for (const char* argument : {"--web.listen-address=x", "--web.telemetry-path=x",
                               "--web.max-requests=x", "--readers=x", "--log.format=x"}) {
    CAPTURE(argument);
    const std::string flag(argument, std::string_view(argument).find('='));
    CHECK(ErrorOf({argument}).find(flag + ": ") == 0);
  }
}

TEST_CASE("a flag with one value is not repeated") {
  CHECK(ErrorOf({"--log.level=info", "--log.level=info"}) == "--log.level can be given only once");
}

TEST_CASE("a configuration file that cannot be read is an error that names it") {
  const Result<CommandLine> parsed = Parse({"--config.file=/nonexistent/heap.yml"});
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().reason == Reason::kSystemError);
  CHECK(parsed.error().detail ==
        "/nonexistent/heap.yml: cannot be read: No such file or directory");
}

TEST_CASE("version and help are printed whatever else is asked for") {
  CHECK(TextOf({"--version"}) == VersionText());
  CHECK(TextOf({"--version", "--config.file=/nonexistent"}) == VersionText());
  CHECK(TextOf({"serve", "--help", "--unknown"}) == TextOf({"-h"}));
}

TEST_CASE("help names every flag with its default") {
  const std::string help = TextOf({"--help"});
  for (const char* part : {"--web.listen-address=",
                           "(default :14327)",
                           "--web.telemetry-path=",
                           "(default /metrics)",
                           "--web.max-requests=",
                           "(default 40)",
                           "--path.procfs=",
                           "(default /proc)",
                           "--path.cgroupfs=",
                           "(default /sys/fs/cgroup)",
                           "--config.file=",
                           "--readers=",
                           "(default memory)",
                           "--[no-]collector.system ",
                           "--[no-]collector.cgroup ",
                           "--[no-]collector.heap-spaces ",
                           "--[no-]labels.pid ",
                           "(default on)",
                           "--log.level=",
                           "(default info)",
                           "--log.format=",
                           "(default logfmt)",
                           "--version ",
                           "-h, --help ",
                           "Example:"}) {
    CAPTURE(part);
    CHECK(help.find(part) != std::string::npos);
  }
}

TEST_CASE("help fits a terminal") {
  const std::string help = TextOf({"--help"});
  CHECK(help.ends_with('\n'));
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = help.find('\n', begin);
    const std::string line = help.substr(begin, end - begin);
    CAPTURE(line);
    CHECK(line.size() <= 80);
    CHECK_FALSE(line.ends_with(' '));
    begin = end + 1;
  }
}

}  // namespace
}  // namespace heap_exporter
