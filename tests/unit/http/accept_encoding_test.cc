#include "http/accept_encoding.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

TEST_CASE("a client that names gzip gets gzip") {
  CHECK(AcceptsGzip("gzip"));
  CHECK(AcceptsGzip("GZip"));
  CHECK(AcceptsGzip("deflate, gzip, br, zstd"));
  CHECK(AcceptsGzip("deflate,gzip;q=0.5"));
  CHECK(AcceptsGzip(" \tgzip ; q=1.0 "));
  CHECK(AcceptsGzip("gzip;Q=0.001"));
}

TEST_CASE("a star counts for gzip unless gzip is named") {
  CHECK(AcceptsGzip("*"));
  CHECK(AcceptsGzip("br, *;q=0.1"));
  CHECK(AcceptsGzip("*;q=0, gzip"));
  CHECK_FALSE(AcceptsGzip("*;q=0"));
  CHECK_FALSE(AcceptsGzip("gzip;q=0, *"));
}

TEST_CASE("a client that refuses gzip or does not speak of it gets none") {
  CHECK_FALSE(AcceptsGzip(""));
  CHECK_FALSE(AcceptsGzip("identity"));
  CHECK_FALSE(AcceptsGzip("gzip;q=0"));
  CHECK_FALSE(AcceptsGzip("gzip;q=0.000"));
  CHECK_FALSE(AcceptsGzip("br, deflate"));
  CHECK_FALSE(AcceptsGzip("gzipped"));
}

TEST_CASE("a client that would rather have the body as it is gets that") {
  CHECK_FALSE(AcceptsGzip("identity, gzip;q=0.5"));
  CHECK(AcceptsGzip("identity;q=0.5, gzip"));
  CHECK(AcceptsGzip("identity, gzip"));
}

TEST_CASE("a header that cannot be understood is a no") {
  for (const char* header :
       {"gzip;q=", "gzip;q=2", "gzip;q=-1", "gzip;q=nan", "gzip;q=inf", "gzip;q=1e-1",
        "gzip;q=0.5x", "gzip;level=9", "gzip;q", ";;;,,,", ","}) {
    CAPTURE(header);
    CHECK_FALSE(AcceptsGzip(header));
  }
}

}  // namespace
}  // namespace heap_exporter
