#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "http/router.h"
#include "model/sample.h"

namespace heap_exporter {

// Where the routes get what they show. All are called from several threads at a time.
struct RouteSources {
  // The text of one scrape. What is given is how long the client will wait for it, where it said
  // so.
  std::function<std::string(std::optional<std::chrono::duration<double>> timeout)> metrics;
  // The targets now, for the landing page.
  std::function<Collection()> collection;
  // Whether a collection has succeeded or can be made.
  std::function<bool()> ready;
};

struct RouteOptions {
  std::string telemetry_path = "/metrics";
  unsigned max_requests = 40;                // collections at the same time, 56 at most; 0 = 56
  std::string version = {};                  // as the landing page shows it
  std::chrono::milliseconds patience{5000};  // how long a request waits for its turn
};

// The pages of the product: the metrics, the landing page "/" (unless the metrics are there),
// "/-/healthy" and "/-/ready". A request for a collection that does not get its turn in time is
// answered with 503.
[[nodiscard]] Router ProductRouter(const RouteOptions& options, RouteSources sources);

}  // namespace heap_exporter
