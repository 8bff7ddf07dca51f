#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace heap_exporter {
namespace {

std::atomic<LogFormat> log_format = LogFormat::kLogfmt;

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

spdlog::logger* NewLogger() {
  auto* logger =
      new spdlog::logger("heap_exporter", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::info);
  logger->set_error_handler([](const std::string&) {});
  return logger;
}

// Never destroyed, because a thread may still log while the program ends.
spdlog::logger& Logger() {
  static spdlog::logger& logger = *NewLogger();
  return logger;
}

void Log(LogLevel level, std::string_view message, LogFields fields) {
  const spdlog::level::level_enum severity = ToSpdlog(level);
  if (!Logger().should_log(severity)) return;
  const auto now = std::chrono::system_clock::now();
  Logger().log(severity, "{}", FormatLogLine(log_format, level, now, message, fields));
}

}  // namespace

void InitLog(LogLevel level, LogFormat format) {
  log_format = format;
  Logger().set_level(ToSpdlog(level));
}

void LogDebug(std::string_view message, LogFields fields) {
  Log(LogLevel::kDebug, message, fields);
}

void LogInfo(std::string_view message, LogFields fields) { Log(LogLevel::kInfo, message, fields); }

void LogWarn(std::string_view message, LogFields fields) { Log(LogLevel::kWarn, message, fields); }

void LogError(std::string_view message, LogFields fields) {
  Log(LogLevel::kError, message, fields);
}

}  // namespace heap_exporter
