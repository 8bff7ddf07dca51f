#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "base/escape.h"
#include "options/config_file.h"
#include "options/flags.h"
#include "options/help.h"
#include "options/options.h"
#include "options/version.h"

namespace heap_exporter {
namespace {

// All but the program's name.
std::vector<std::string> Arguments(int argc, const char* const* argv) {
  if (argc < 2) return {};
  return {argv + 1, argv + argc};
}

// Takes the command off the arguments, where they begin with one.
Command TakeCommand(std::vector<std::string>& arguments) {
  if (arguments.empty()) return Command::kServe;
  const bool health = arguments.front() == "health";
  if (health || arguments.front() == "serve") arguments.erase(arguments.begin());
  return health ? Command::kHealth : Command::kServe;
}

tl::unexpected<Error> Bad(std::string_view detail) {
  return Fail(Reason::kMalformed, OneLine(detail));
}

// CLI11 throws one error for a missing, a second and an unwanted value. Its text begins with the
// flag, sometimes without the dashes.
std::string MismatchText(const CLI::App& app, const std::string& text) {
  std::string flag = text.substr(0, text.find_first_of(": "));
  if (!flag.starts_with('-')) flag = "--" + flag;
  const CLI::Option* option = app.get_option_no_throw(flag);
  if (option == nullptr) return text;
  if (option->get_items_expected_max() == 0) return flag + " takes no value";
  return flag + (option->count() > 1 ? " can be given only once" : " needs a value");
}

std::string UnexpectedText(const std::string& argument) {
  if (!argument.starts_with('-')) return "unexpected argument " + argument;
  return "unknown flag " + argument.substr(0, argument.find('='));
}

// Runs the parser. CLI11's exceptions end here.
Result<void> Parse(CLI::App& app, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());  // the order in which CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ArgumentMismatch& error) {
    return Bad(MismatchText(app, error.what()));
  } catch (const CLI::Error& error) {
    return Bad(error.what());
  }
  return {};
}

Result<CommandLine> Run(Command command, Flags flags) {
  if (!flags.config_file.empty() && command == Command::kServe) {
    Result<Selection> selection = ReadConfigFile(flags.config_file);
    if (!selection) return Fail(std::move(selection));
    flags.options.selection = *std::move(selection);
  }
  return CommandLine{command, std::move(flags.options), {}};
}

}  // namespace

Result<CommandLine> ParseCommandLine(int argc, const char* const* argv) {
  Flags flags;
  CLI::App app;
  AddFlags(app, flags);
  app.allow_extras();  // so that it is us who word the complaint about them
  std::vector<std::string> arguments = Arguments(argc, argv);
  const Command command = TakeCommand(arguments);
  const Result<void> parsed = Parse(app, std::move(arguments));
  if (!parsed) return Fail(parsed);
  if (flags.help) return CommandLine{.options = {}, .print = HelpText(app)};
  if (flags.version) return CommandLine{.options = {}, .print = VersionText()};
  const std::vector<std::string> extras = app.remaining();
  if (!extras.empty()) return Bad(UnexpectedText(extras.front()));
  return Run(command, std::move(flags));
}

}  // namespace heap_exporter
