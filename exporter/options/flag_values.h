#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace heap_exporter {

// Each function turns the text after a flag's '=' into the value it stands for. On failure the
// detail says what is wrong or what was expected, without the name of the flag.

// HOST:PORT, [IPV6]:PORT or :PORT as it was given. That the form is right says nothing about
// whether the host exists and the port is free.
[[nodiscard]] Result<std::string> ParseListenAddress(std::string_view text);

// A path on the server that is not taken by another page.
[[nodiscard]] Result<std::string> ParseTelemetryPath(std::string_view text);

// A decimal number of requests.
[[nodiscard]] Result<std::uint32_t> ParseMaxRequests(std::string_view text);

// A path of a file or directory: any text but the empty one.
[[nodiscard]] Result<std::string> ParseFilePath(std::string_view text);

// Names of readers, separated by commas, none twice.
[[nodiscard]] Result<std::vector<std::string>> ParseReaders(std::string_view text);

[[nodiscard]] Result<LogLevel> ParseLogLevel(std::string_view text);
[[nodiscard]] Result<LogFormat> ParseLogFormat(std::string_view text);

}  // namespace heap_exporter
