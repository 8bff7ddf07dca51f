#include "http/client.h"

#include <civetweb.h>

#include <array>
#include <memory>

namespace heap_exporter {
namespace {

using Connection = std::unique_ptr<mg_connection, decltype(&mg_close_connection)>;
using Complaint = std::array<char, 256>;

tl::unexpected<Error> NoAnswer(const std::string& address, const Complaint& complaint) {
  return Fail(Reason::kSystemError, "no answer from " + address + ": " + complaint.data());
}

Connection Connect(const Endpoint& endpoint, Complaint& complaint) {
  mg_init_library(MG_FEATURES_DEFAULT);
  const std::string text = EndpointText(endpoint);
  const std::string host = text.substr(0, text.rfind(':'));
  return {mg_connect_client(host.c_str(), PortOf(endpoint), /*use_ssl=*/0, complaint.data(),
                            complaint.size()),
          mg_close_connection};
}

}  // namespace

Result<int> GetStatus(const Endpoint& endpoint, const std::string& path,
                      std::chrono::milliseconds timeout) {
  const Endpoint door = LoopbackOf(endpoint);
  const std::string address = EndpointText(door);
  Complaint complaint{};
  const Connection connection = Connect(door, complaint);
  if (connection == nullptr) return NoAnswer(address, complaint);
  const std::string request = "GET " + path + " HTTP/1.0\r\nHost: " + address + "\r\n\r\n";
  if (mg_write(connection.get(), request.data(), request.size()) <= 0 ||
      mg_get_response(connection.get(), complaint.data(), complaint.size(),
                      static_cast<int>(timeout.count())) < 0) {
    return NoAnswer(address, complaint);
  }
  return mg_get_response_info(connection.get())->status_code;
}

}  // namespace heap_exporter
