#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "base/unique_fd.h"
#include "http/endpoint.h"

namespace heap_exporter {

// A server on this machine that takes one connection after the other, and without listening to what
// it is asked sends `answer`: once, and closes the connection; or over and over, a pause apart,
// until the client hangs up or the server's time is over.
class ScriptedServer {
 public:
  enum class Times { kOnce, kEndlessly };

  ScriptedServer(std::string answer, Times times, std::chrono::milliseconds pause = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  // "127.0.0.1:14327"
  [[nodiscard]] std::string Address() const { return EndpointText(endpoint_); }

 private:
  void Serve() const;

  std::string answer_;
  Times times_;
  std::chrono::milliseconds pause_;
  Endpoint endpoint_;
  UniqueFd fd_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace heap_exporter
