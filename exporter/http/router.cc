#include "http/router.h"

#include <exception>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace heap_exporter {
namespace {

Response Failed(const Request& request, std::string_view what) {
  LogError("request cannot be answered", {{"path", request.path}, {"error", what}});
  return {.status = 500, .body = "Internal error, see the log of heap_exporter.\n"};
}

Response Call(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    return Failed(request, error.what());
  } catch (...) {
    return Failed(request, "unknown exception");
  }
}

}  // namespace

Router::Router(Routes routes) : routes_(std::move(routes)) {}

Response Router::Answer(const Request& request) const {
  const auto route = routes_.find(request.path);
  if (route == routes_.end()) return {.status = 404, .body = "Not found.\n"};
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405, .body = "Only GET and HEAD.\n", .headers = {{"Allow", "GET, HEAD"}}};
  }
  return Call(route->second, request);
}

}  // namespace heap_exporter
