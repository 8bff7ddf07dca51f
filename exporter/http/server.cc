#include "http/server.h"

#include <civetweb.h>

#include <array>
#include <cstdint>
#include <exception>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/unique_fd.h"
#include "http/admission.h"
#include "http/content_encoding.h"
#include "http/incoming.h"
#include "http/probe.h"
#include "http/reply.h"
#include "http/waker.h"

namespace heap_exporter {
namespace {

using std::chrono::milliseconds;

// Must come before any other use of CivetWeb. Never given back: servers come and go in tests.
bool InitCivetWeb() {
  static const bool initialized = (mg_init_library(MG_FEATURES_DEFAULT), true);
  return initialized;
}

bool HasIpv6() {
  return mg_check_feature(MG_FEATURES_IPV6) != 0 &&
         UniqueFd(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)).valid();
}

Result<std::vector<Endpoint>> ResolveAll(const std::vector<std::string>& addresses) {
  const bool ipv6 = HasIpv6();
  std::vector<Endpoint> endpoints;
  for (const std::string& address : addresses) {
    Result<Endpoint> endpoint = ResolveEndpoint(address, ipv6);
    if (!endpoint) return Fail(std::move(endpoint));
    endpoints.push_back(*endpoint);
  }
  return endpoints;
}

// CivetWeb's way to write the endpoints: "127.0.0.1:14327,+14328", where + is IPv4 and IPv6.
std::string ListeningPorts(const std::vector<Endpoint>& endpoints) {
  std::string ports;
  for (const Endpoint& endpoint : endpoints) {
    if (!ports.empty()) ports += ',';
    ports += endpoint.dual_stack ? '+' + std::to_string(PortOf(endpoint)) : EndpointText(endpoint);
  }
  return ports;
}

using Settings = std::vector<std::pair<const char*, std::string>>;

Settings SettingsFor(const std::vector<Endpoint>& endpoints, unsigned workers,
                     milliseconds request_timeout) {
  return {{"listening_ports", ListeningPorts(endpoints)},
          {"num_threads", std::to_string(workers)},
          {"request_timeout_ms", std::to_string(request_timeout.count())},
          {"tcp_nodelay", "1"},
          {"enable_keep_alive", "no"},          // an idle connection would occupy a worker
          {"decode_url", "no"},                 // nothing can hide in an encoded path
          {"enable_auth_domain_check", "no"}};  // take "GET http://any.name/metrics" too
}

// As CivetWeb wants them: names and values in turn, and a null at the end. Views into `settings`.
std::vector<const char*> Pointers(const Settings& settings) {
  std::vector<const char*> pointers;
  for (const auto& [name, value] : settings) {
    pointers.push_back(name);
    pointers.push_back(value.c_str());
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Router router) {
  InitCivetWeb();
  Result<std::vector<Endpoint>> endpoints = ResolveAll(options.listen_addresses);
  if (!endpoints) return Fail(std::move(endpoints));
  std::unique_ptr<Server> server(
      new Server(std::move(router), std::move(*endpoints), options.request_timeout));
  Result<void> listening = server->Listen(options.workers);
  if (!listening) return Fail(std::move(listening));
  server->LearnPorts();
  return server;
}

Server::Server(Router router, std::vector<Endpoint> endpoints, milliseconds request_timeout)
    : router_(std::move(router)),
      endpoints_(std::move(endpoints)),
      request_timeout_(request_timeout) {}

Server::~Server() {
  if (context_ != nullptr) Stop();
}

std::vector<std::string> Server::Addresses() const {
  std::vector<std::string> addresses;
  for (const Endpoint& endpoint : endpoints_) addresses.push_back(EndpointText(endpoint));
  return addresses;
}

bool Server::Drain(milliseconds timeout) { return in_flight_.Drain(timeout); }

Result<void> Server::Listen(unsigned workers) {
  mg_callbacks callbacks{};
  callbacks.begin_request = OnRequest;
  callbacks.http_error = OnError;
  callbacks.log_message = OnMessage;
  const Settings settings = SettingsFor(endpoints_, workers, request_timeout_);
  std::vector<const char*> names_and_values = Pointers(settings);
  mg_init_data init{&callbacks, this, names_and_values.data()};
  std::array<char, 256> complaint{};
  mg_error_data error{};
  error.text = complaint.data();
  error.text_buffer_size = complaint.size();
  context_ = mg_start2(&init, &error);
  if (context_ != nullptr) return {};
  // CivetWeb does not say which address failed and why; asking the kernel again does.
  if (Result<void> listening = TryToListen(endpoints_); !listening) return listening;
  return Fail(Reason::kSystemError,
              std::string("cannot start the web server: ") + complaint.data());
}

void Server::LearnPorts() {
  std::vector<mg_server_port> ports(endpoints_.size());
  const int count = mg_get_server_ports(context_, static_cast<int>(ports.size()), ports.data());
  for (int i = 0; i < count; ++i) {
    SetPort(endpoints_[i], static_cast<std::uint16_t>(ports[i].port));
  }
}

void Server::Stop() {
  // The thread of CivetWeb that takes connections looks whether it shall stop only when one comes,
  // or every two seconds. It is told to stop inside mg_stop(), so it is woken until that returns.
  try {
    const Waker waker(endpoints_);
    mg_stop(context_);
  } catch (const std::system_error&) {  // no thread to be had: it takes two seconds then
    mg_stop(context_);
  }
}

int Server::Answer(mg_connection& connection, const Request& request) {
  const Admission in_flight(in_flight_);
  Response response = in_flight.admitted()
                          ? router_.Answer(request)
                          : Response{.status = 503, .body = "heap_exporter is stopping.\n"};
  EncodeBody(request.accept_encoding, response);
  Reply(connection, response, request.method == "HEAD", request_timeout_);
  return response.status;
}

int Server::OnRequest(mg_connection* connection) {
  // Else CivetWeb would read the rest of the request's body, as slowly as the client likes.
  mg_disable_connection_keep_alive(connection);
  auto& server = *static_cast<Server*>(mg_get_user_context_data(connection));
  try {
    return server.Answer(*connection, IncomingRequest(*connection));
  } catch (const std::exception& error) {
    LogError("response cannot be sent", {{"error", error.what()}});
    return 500;
  }
}

// Requests that CivetWeb itself finds fault with, before they become requests of ours.
int Server::OnError(mg_connection* connection, int status, const char* /*message*/) {
  const auto& server = *static_cast<Server*>(mg_get_user_context_data(connection));
  try {
    const std::string text = mg_get_response_code_text(connection, status);
    Reply(*connection, {.status = status, .body = text + ".\n"}, false, server.request_timeout_);
  } catch (const std::exception& error) {
    LogError("response cannot be sent", {{"error", error.what()}});
  }
  return 0;
}

int Server::OnMessage(const mg_connection* /*connection*/, const char* message) {
  LogDebug("message of the web server", {{"message", message}});
  return 1;
}

}  // namespace heap_exporter
