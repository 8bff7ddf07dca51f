#include "base/log_line.h"

#include <algorithm>

#include "base/escape.h"
#include "base/utc_time.h"
#include "base/utf8.h"

namespace heap_exporter {
namespace {

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      break;
  }
  return "error";
}

std::string Shortened(std::string_view text) {
  if (text.size() <= kMaxLogTextBytes) return std::string(text);
  return std::string(CutUtf8(text, kMaxLogTextBytes)) + "...";
}

// What a logfmt value may hold without quotes.
bool IsPlain(char character) {
  return character > ' ' && character < 0x7f && character != '"' && character != '=' &&
         character != '\\';
}

std::string LogfmtValue(const std::string& value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), IsPlain);
  return plain ? value : Quoted(value);
}

void AppendLogfmt(std::string& line, std::string_view key, std::string_view value) {
  if (!line.empty()) line += ' ';
  line.append(key).append("=").append(LogfmtValue(Shortened(value)));
}

void AppendJson(std::string& line, std::string_view key, std::string_view value) {
  line += line.empty() ? '{' : ',';
  line.append(Quoted(key)).append(":").append(Quoted(Shortened(value)));
}

}  // namespace

std::string FormatLogLine(LogFormat format, LogLevel level,
                          std::chrono::system_clock::time_point moment, std::string_view message,
                          LogFields fields) {
  const auto append = format == LogFormat::kJson ? AppendJson : AppendLogfmt;
  std::string line;
  append(line, "ts", FormatUtcMilliseconds(moment));
  append(line, "level", LevelName(level));
  append(line, "msg", message);
  for (const LogField& field : fields) append(line, field.key, field.value);
  if (format == LogFormat::kJson) line += '}';
  return line;
}

}  // namespace heap_exporter
