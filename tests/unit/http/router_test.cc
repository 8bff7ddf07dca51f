#include "http/router.h"

#include <stdexcept>
#include <string>

#include "support/catch.h"

namespace heap_exporter {
namespace {

Router TestRouter() {
  return Router(
      {{"/a", [](const Request&) { return Response{.body = "a"}; }},
       {"/query", [](const Request& r) { return Response{.body = std::string(r.query)}; }},
       {"/throws", [](const Request&) -> Response { throw std::runtime_error("secret"); }},
       {"/throws-odd", [](const Request&) -> Response { throw 1; }}});
}

Response Answer(std::string_view method, std::string_view path, std::string_view query = "") {
  return TestRouter().Answer({.method = method, .path = path, .query = query});
}

TEST_CASE("a path leads to its handler") {
  CHECK(Answer("GET", "/a").status == 200);
  CHECK(Answer("GET", "/a").body == "a");
  CHECK(Answer("HEAD", "/a").status == 200);
  CHECK(Answer("GET", "/query", "x=1").body == "x=1");
}

TEST_CASE("only the exact path is known") {
  for (const char* path : {"", "/", "/a/", "/A", "//a", "/a/../a", "/%61", "/ab"}) {
    CAPTURE(path);
    CHECK(Answer("GET", path).status == 404);
  }
}

TEST_CASE("another method than GET and HEAD is told which ones are allowed") {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", ""}) {
    CAPTURE(method);
    const Response response = Answer(method, "/a");
    CHECK(response.status == 405);
    CHECK(response.headers.at(0) == Header("Allow", "GET, HEAD"));
  }
}

TEST_CASE("a handler that throws is a 500 that keeps its secrets") {
  CHECK(Answer("GET", "/throws").status == 500);
  CHECK(Answer("GET", "/throws").body.find("secret") == std::string::npos);
  CHECK(Answer("GET", "/throws-odd").status == 500);
}

}  // namespace
}  // namespace heap_exporter
