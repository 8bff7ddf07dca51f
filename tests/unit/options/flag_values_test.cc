#include "options/flag_values.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

template <class T>
std::string ErrorOf(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().reason == Reason::kMalformed);
  return result.error().detail;
}

TEST_CASE("a listen address is a host and a port") {
  for (const char* text : {":14327", ":0", ":65535", "127.0.0.1:80", "localhost:80",
                           "my-host.example.org:80", "[::1]:80", "[::]:0", "[fe80::1.2.3.4]:80"}) {
    CAPTURE(text);
    CHECK(ParseListenAddress(text) == text);
  }
}

TEST_CASE("what is no listen address is refused and shown") {
  for (const char* text : {"",
                           "80",
                           "host",
                           "host:",
                           ":",
                           ":65536",
                           ":99999999999",
                           ":-1",
                           ":+1",
                           ": 80",
                           ":8o",
                           ":0x50",
                           "::1:80",
                           "[::1]",
                           "[]:80",
                           "[::1:80",
                           "::1]:80",
                           "[host]:80",
                           "[::g]:80",
                           "[::1%lo]:80",
                           "ho st:80",
                           "http://host:80",
                           "host:80/",
                           "ho\nst:80",
                           "h\xc3\xb6st:80"}) {
    CAPTURE(text);
    const std::string error = ErrorOf(ParseListenAddress(text));
    CHECK(error == "must be HOST:PORT, [IPV6]:PORT or :PORT, not '" + std::string(text) + "'");
  }
}

TEST_CASE("a telemetry path begins with a slash") {
  CHECK(ParseTelemetryPath("/metrics") == "/metrics");
  CHECK(ParseTelemetryPath("/a/b-c_d.e~1") == "/a/b-c_d.e~1");
  CHECK(ErrorOf(ParseTelemetryPath("metrics")) == "must begin with '/', not 'metrics'");
  CHECK(ErrorOf(ParseTelemetryPath("")) == "must begin with '/', not ''");
}

TEST_CASE("a telemetry path is not that of another page") {
  for (const char* text : {"/", "/-/healthy", "/-/ready"}) {
    CAPTURE(text);
    CHECK(ErrorOf(ParseTelemetryPath(text)) == "another page is at " + std::string(text));
  }
}

TEST_CASE("a telemetry path holds nothing that a web server would interpret") {
  for (const char* text : {"/a*", "/a?b", "/a#b", "/a b", "/a$", "/a|b", "/a%20", "/a\n"}) {
    CAPTURE(text);
    CHECK(ErrorOf(ParseTelemetryPath(text)).find("may hold letters") == 0);
  }
}

TEST_CASE("the number of requests is decimal and has 32 bits") {
  CHECK(ParseMaxRequests("0") == 0U);
  CHECK(ParseMaxRequests("40") == 40U);
  CHECK(ParseMaxRequests("4294967295") == 4294967295U);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.5", "0x10", "1e3", "many", "4294967296",
                           "99999999999999999999"}) {
    CAPTURE(text);
    CHECK(ErrorOf(ParseMaxRequests(text)).find("must be a number") == 0);
  }
}

TEST_CASE("a file path is not empty") {
  CHECK(ParseFilePath("proc here") == "proc here");
  CHECK(ErrorOf(ParseFilePath("")) == "must not be empty");
}

TEST_CASE("readers are known names, each once") {
  CHECK(ParseReaders("memory") == std::vector<std::string>{"memory"});
  CHECK(ErrorOf(ParseReaders("smoke")) == "unknown reader 'smoke' (known: memory)");
  CHECK(ErrorOf(ParseReaders("Memory")) == "unknown reader 'Memory' (known: memory)");
  CHECK(ErrorOf(ParseReaders("memory,memory")) == "'memory' is given twice (known: memory)");
}

TEST_CASE("a list of readers has no gap") {
  for (const char* text : {"", ",", "memory,", ",memory", "memory,,memory"}) {
    CAPTURE(text);
    CHECK(ErrorOf(ParseReaders(text)) == "a name is missing (known: memory)");
  }
}

TEST_CASE("log level and format are words of a closed set") {
  CHECK(ParseLogLevel("debug") == LogLevel::kDebug);
  CHECK(ParseLogLevel("info") == LogLevel::kInfo);
  CHECK(ParseLogLevel("warn") == LogLevel::kWarn);
  CHECK(ParseLogLevel("error") == LogLevel::kError);
  CHECK(ParseLogFormat("logfmt") == LogFormat::kLogfmt);
  CHECK(ParseLogFormat("json") == LogFormat::kJson);
  CHECK(ErrorOf(ParseLogLevel("loud")) == "must be debug, info, warn or error, not 'loud'");
  CHECK(ErrorOf(ParseLogFormat("")) == "must be logfmt or json, not ''");
}

}  // namespace
}  // namespace heap_exporter
