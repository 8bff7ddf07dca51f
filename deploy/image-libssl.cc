// The image's libssl.so. CivetWeb 1.16 opens a library of this name, looks up what it needs in it
// or in the libraries behind it, and calls SSL_get_peer_certificate for every connection with TLS
// (civetweb.c, ssl_get_client_cert_info). OpenSSL 3 has that function under another name only
// (openssl/ssl.h), so that the first request would end the program.

#include <openssl/ssl.h>

#undef SSL_get_peer_certificate

extern "C" X509* SSL_get_peer_certificate(const SSL* connection) {
  return SSL_get1_peer_certificate(connection);
}
