// A web server of CivetWeb with TLS that answers everything with 204, as small as can be:
//   tls_probe CERTIFICATE
// Prints its port, or what went wrong, and ends when its standard input does.

#include <civetweb.h>

#include <array>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const unsigned features = mg_init_library(MG_FEATURES_TLS);
  const char* options[] = {"listening_ports",
                           "127.0.0.1:0s",
                           "ssl_certificate",
                           argv[1],
                           "num_threads",
                           "2",
                           "enable_auth_domain_check",
                           "no",
                           nullptr};
  mg_callbacks callbacks{};
  callbacks.begin_request = [](mg_connection* connection) {
    return mg_printf(connection, "HTTP/1.0 204 No Content\r\n\r\n") > 0 ? 204 : 500;
  };
  mg_init_data init{&callbacks, nullptr, options};
  std::array<char, 256> complaint{};
  mg_error_data error{};
  error.text = complaint.data();
  error.text_buffer_size = complaint.size();
  mg_context* const server = mg_start2(&init, &error);
  mg_server_port port{};
  if (server == nullptr || mg_get_server_ports(server, 1, &port) != 1) {
    std::printf("features %u: %s\n", features, complaint.data());
    return 1;
  }
  std::printf("port %d\n", port.port);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  mg_stop(server);
  return 0;
}
