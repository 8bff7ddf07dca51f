#include "http/routes.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "http/admission.h"
#include "http/landing_page.h"
#include "http/request_limit.h"
#include "metrics/exposition.h"

namespace heap_exporter {
namespace {

// Less than the server has workers: others must be answered while collections run.
constexpr unsigned kMaxRunning = 56;

// The page runs no script and loads nothing; a name of a process that got past the escaping could
// not either.
constexpr auto kPagePolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

std::shared_ptr<RequestLimit> MakeLimit(const RouteOptions& options) {
  const unsigned wanted = options.max_requests == 0 ? kMaxRunning : options.max_requests;
  return std::make_shared<RequestLimit>(std::min(wanted, kMaxRunning), options.patience);
}

Handler Limited(std::shared_ptr<RequestLimit> limit, Handler handler) {
  return [limit = std::move(limit), handler = std::move(handler)](const Request& request) {
    const Admission turn(*limit);
    if (turn.admitted()) return handler(request);
    return Response{.status = 503, .body = "Too many requests at a time.\n"};
  };
}

Handler Metrics(decltype(RouteSources::metrics) metrics) {
  return [metrics = std::move(metrics)](const Request& request) {
    return Response{.content_type = std::string(kTextContentType),
                    .body = metrics(request.scrape_timeout)};
  };
}

Handler Page(const RouteOptions& options, decltype(RouteSources::collection) collection) {
  return [facts = PageFacts{options.version, options.telemetry_path},
          collection = std::move(collection)](const Request&) {
    return Response{
        .content_type = "text/html; charset=utf-8",
        .body = LandingPage(facts, collection()),
        .headers = {{"Content-Security-Policy", kPagePolicy}, {"Cache-Control", "no-store"}}};
  };
}

Handler Ready(std::function<bool()> ready) {
  return [ready = std::move(ready)](const Request&) {
    if (ready()) return Response{.body = "ready\n"};
    return Response{.status = 503, .body = "No collection can be made, see the log.\n"};
  };
}

}  // namespace

Router ProductRouter(const RouteOptions& options, RouteSources sources) {
  const std::shared_ptr<RequestLimit> limit = MakeLimit(options);
  Router::Routes routes;
  routes.emplace(options.telemetry_path, Limited(limit, Metrics(std::move(sources.metrics))));
  routes.emplace("/", Limited(limit, Page(options, std::move(sources.collection))));
  routes.emplace("/-/healthy", [](const Request&) { return Response{.body = "ok\n"}; });
  routes.emplace("/-/ready", Ready(std::move(sources.ready)));
  return Router(std::move(routes));
}

}  // namespace heap_exporter
