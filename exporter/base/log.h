#pragma once

#include <string_view>

#include "base/log_line.h"

namespace heap_exporter {

// The program's log: one line an event, to standard error. All functions may be called from any
// thread at any time; lines of different threads never mix. A line that cannot be written is lost
// silently: there is nowhere left to complain.
//
//   LogWarn("heap figures cannot be read", {{"pid", "12"}, {"reason", "permission_denied"}});

// Sets how much is logged and in which form. Until it is called: from info on, as logfmt.
void InitLog(LogLevel level, LogFormat format);

void LogDebug(std::string_view message, LogFields fields = {});
void LogInfo(std::string_view message, LogFields fields = {});
void LogWarn(std::string_view message, LogFields fields = {});
void LogError(std::string_view message, LogFields fields = {});

}  // namespace heap_exporter
