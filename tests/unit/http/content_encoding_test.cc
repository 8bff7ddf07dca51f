#include "http/content_encoding.h"

#include <string>

#include "http/gzip.h"
#include "support/catch.h"
#include "support/http_client.h"

namespace heap_exporter {
namespace {

const std::string kLong(10000, 'x');

bool HasHeader(const Response& response, const Header& header) {
  for (const Header& present : response.headers) {
    if (present == header) return true;
  }
  return false;
}

TEST_CASE("gzip gives back what was put in") {
  for (const std::string& text : {std::string(), std::string("a"), kLong}) {
    const auto compressed = Gzip(text);
    REQUIRE(compressed);
    CHECK(Gunzip(*compressed) == text);
  }
}

TEST_CASE("a long body is compressed for who wants it") {
  Response response{.body = kLong};
  EncodeBody("gzip", response);
  CHECK(response.body.size() < 200);
  CHECK(Gunzip(response.body) == kLong);
  CHECK(HasHeader(response, {"Content-Encoding", "gzip"}));
  CHECK(HasHeader(response, {"Vary", "Accept-Encoding"}));
}

TEST_CASE("a long body stays as it is for others, who are told that it may differ") {
  Response response{.body = kLong};
  EncodeBody("gzip;q=0", response);
  CHECK(response.body == kLong);
  CHECK_FALSE(HasHeader(response, {"Content-Encoding", "gzip"}));
  CHECK(HasHeader(response, {"Vary", "Accept-Encoding"}));
}

TEST_CASE("a short body is not worth compressing") {
  Response response{.body = std::string(256, 'x')};
  EncodeBody("gzip", response);
  CHECK(response.body.size() == 256);
  CHECK(response.headers.empty());
}

}  // namespace
}  // namespace heap_exporter
