#include "base/log_line.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

const std::chrono::system_clock::time_point kMoment{std::chrono::milliseconds(1767323045678)};

std::string Logfmt(std::string_view message, LogFields fields = {}) {
  return FormatLogLine(LogFormat::kLogfmt, LogLevel::kWarn, kMoment, message, fields);
}

std::string Json(std::string_view message, LogFields fields = {}) {
  return FormatLogLine(LogFormat::kJson, LogLevel::kWarn, kMoment, message, fields);
}

std::string LogfmtValue(std::string_view value) {
  const std::string line = Logfmt("m", {{"key", value}});
  return line.substr(line.find(" key=") + 5);
}

TEST_CASE("a logfmt line holds time, level, message and fields in this order") {
  CHECK(Logfmt("cannot read", {{"pid", "12"}, {"reason", "permission_denied"}}) ==
        "ts=2026-01-02T03:04:05.678Z level=warn msg=\"cannot read\" pid=12 "
        "reason=permission_denied");
}

TEST_CASE("a JSON line is one object of texts") {
  CHECK(Json("cannot read", {{"pid", "12"}}) ==
        R"({"ts":"2026-01-02T03:04:05.678Z","level":"warn","msg":"cannot read","pid":"12"})");
}

TEST_CASE("a message needs no fields") {
  CHECK(Logfmt("ready") == "ts=2026-01-02T03:04:05.678Z level=warn msg=ready");
  CHECK(Json("ready") == R"({"ts":"2026-01-02T03:04:05.678Z","level":"warn","msg":"ready"})");
}

TEST_CASE("each level has its word") {
  const auto line = [](LogLevel level) {
    return FormatLogLine(LogFormat::kLogfmt, level, kMoment, "m", {});
  };
  CHECK(line(LogLevel::kDebug).find(" level=debug ") != std::string::npos);
  CHECK(line(LogLevel::kInfo).find(" level=info ") != std::string::npos);
  CHECK(line(LogLevel::kWarn).find(" level=warn ") != std::string::npos);
  CHECK(line(LogLevel::kError).find(" level=error ") != std::string::npos);
}

TEST_CASE("a logfmt value is quoted only where it has to be") {
  CHECK(LogfmtValue("/usr/bin/node") == "/usr/bin/node");
  CHECK(LogfmtValue("[::1]:80") == "[::1]:80");
  CHECK(LogfmtValue("") == "\"\"");
  CHECK(LogfmtValue("a b") == "\"a b\"");
  CHECK(LogfmtValue("a=b") == "\"a=b\"");
  CHECK(LogfmtValue("a\"b") == R"("a\"b")");
  CHECK(LogfmtValue("a\\b") == R"("a\\b")");
  CHECK(LogfmtValue("caf\xc3\xa9") == "\"caf\xc3\xa9\"");
}

TEST_CASE("no value can forge a second line or another field") {
  const std::string_view hostile = "x\nts=2026 level=error msg=\"forged\" \xff\x1b[0m";
  const std::string logfmt = Logfmt(hostile, {{"name", hostile}});
  CHECK(logfmt.find('\n') == std::string::npos);
  CHECK(logfmt.find('\x1b') == std::string::npos);
  CHECK(logfmt.find('\xff') == std::string::npos);
  CHECK(LogfmtValue(hostile) == R"("x\u000ats=2026 level=error msg=\"forged\" \ufffd\u001b[0m")");
  CHECK(Json("m", {{"name", "\"},\n{\""}}).ends_with(R"("name":"\"},\u000a{\""})"));
}

TEST_CASE("a value that is too long is cut between characters and says so") {
  const std::string fits(kMaxLogTextBytes, 'a');
  CHECK(LogfmtValue(fits) == fits);
  CHECK(LogfmtValue(fits + "b") == fits + "...");
  const std::string before(kMaxLogTextBytes - 1, 'a');
  CHECK(LogfmtValue(before + "\xc3\xa9") == before + "...");
}

}  // namespace
}  // namespace heap_exporter
