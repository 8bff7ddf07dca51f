#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/endpoint.h"
#include "http/in_flight.h"
#include "http/router.h"

struct mg_connection;
struct mg_context;

namespace heap_exporter {

struct ServerOptions {
  std::vector<std::string>
      listen_addresses;  // HOST:PORT, [V6]:PORT or :PORT; port 0 = any free one

  // How many connections are served at the same time; others wait. One that is slow to send its
  // request counts as well. Each costs 35 KB of memory.
  unsigned workers = 64;

  // How long a client may take to send its request, and again to receive the response.
  std::chrono::milliseconds request_timeout{5000};
};

// An HTTP/1.1 server for GET and HEAD, one request a connection. Serves nothing but what its router
// answers, never a file. While it exists, SIGPIPE is ignored in the whole process.
class Server {
 public:
  // Serves from here on, in threads of its own. The error's detail is one line for people, such as
  // "cannot listen on 127.0.0.1:14327: Address already in use".
  [[nodiscard]] static Result<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                             Router router);

  // Stops within moments; requests in flight are cut off, but handlers that run are waited for.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The addresses with their ports, as numbers, in the order of the options: "127.0.0.1:14327".
  [[nodiscard]] std::vector<std::string> Addresses() const;

  // Answers new requests with 503 and waits until those in flight have been answered. False where
  // that took too long.
  bool Drain(std::chrono::milliseconds timeout);

 private:
  Server(Router router, std::vector<Endpoint> endpoints, std::chrono::milliseconds request_timeout);

  // Callbacks of CivetWeb.
  static int OnRequest(mg_connection* connection);
  static int OnError(mg_connection* connection, int status, const char* message);
  static int OnMessage(const mg_connection* connection, const char* message);

  [[nodiscard]] Result<void> Listen(unsigned workers);
  void LearnPorts();
  void Stop();
  int Answer(mg_connection& connection, const Request& request);

  const Router router_;
  std::vector<Endpoint> endpoints_;
  const std::chrono::milliseconds request_timeout_;
  InFlight in_flight_;
  mg_context* context_ = nullptr;
};

}  // namespace heap_exporter
