#include "base/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "support/catch.h"

namespace heap_exporter {
namespace {

// Sends standard error to a file of its own and gives the log its defaults back at the end.
class CapturedLog {
 public:
  CapturedLog() : file_(std::tmpfile(), std::fclose), saved_(dup(STDERR_FILENO)) {
    REQUIRE(file_);
    REQUIRE(dup2(fileno(file_.get()), STDERR_FILENO) == STDERR_FILENO);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog() {
    dup2(saved_.get(), STDERR_FILENO);
    InitLog(LogLevel::kInfo, LogFormat::kLogfmt);
  }

  std::vector<std::string> Lines() {
    std::rewind(file_.get());
    std::string text;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file_.get())) {
      text.append(buffer.data(), size);
    }
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  UniqueFd saved_;
};

TEST_CASE("a logged message is one line on standard error") {
  CapturedLog log;
  LogWarn("cannot read", {{"pid", "12"}});
  const std::vector<std::string> lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("ts="));
  CHECK(lines[0].ends_with(" level=warn msg=\"cannot read\" pid=12"));
}

TEST_CASE("what is below the level is not logged") {
  CapturedLog log;
  InitLog(LogLevel::kWarn, LogFormat::kLogfmt);
  LogDebug("one");
  LogInfo("two");
  LogWarn("three");
  LogError("four");
  const std::vector<std::string> lines = log.Lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].ends_with("level=warn msg=three"));
  CHECK(lines[1].ends_with("level=error msg=four"));
}

TEST_CASE("the lowest level logs everything") {
  CapturedLog log;
  InitLog(LogLevel::kDebug, LogFormat::kLogfmt);
  LogDebug("one");
  LogInfo("two");
  CHECK(log.Lines().size() == 2);
}

TEST_CASE("the log can be JSON") {
  CapturedLog log;
  InitLog(LogLevel::kInfo, LogFormat::kJson);
  LogInfo("ready");
  const std::vector<std::string> lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("{\"ts\":\""));
  CHECK(lines[0].ends_with(R"("level":"info","msg":"ready"})"));
}

TEST_CASE("braces in a message are no format") {
  CapturedLog log;
  LogInfo("{} {0} {nope", {{"value", "%s{}%n"}});
  const std::vector<std::string> lines = log.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].ends_with("msg=\"{} {0} {nope\" value=%s{}%n"));
}

TEST_CASE("lines of different threads do not mix") {
  constexpr int kThreads = 4;
  constexpr int kLines = 100;
  CapturedLog log;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      for (int line = 0; line < kLines; ++line) LogInfo("from a thread", {{"name", "x y"}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = log.Lines();
  CHECK(lines.size() == kThreads * kLines);
  CHECK(std::all_of(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("ts=") && line.ends_with("msg=\"from a thread\" name=\"x y\"");
  }));
}

}  // namespace
}  // namespace heap_exporter
