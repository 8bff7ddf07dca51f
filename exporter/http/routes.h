#pragma once

#include <prometheus/metric_family.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/router.h"
#include "model/sample.h"

namespace heap_exporter {

// Where the routes get what they show. All are called from several threads at a time.
struct RouteSources {
  // One scrape. What is given is how long the client will wait for it, where it said so.
  std::function<std::vector<prometheus::MetricFamily>(
      std::optional<std::chrono::duration<double>> timeout)>
      families;
  // The targets now, for the landing page.
  std::function<Collection()> collection;
  // Whether a collection has succeeded or can be made.
  std::function<bool()> ready;
};

struct RouteOptions {
  std::string telemetry_path = "/metrics";
  unsigned max_requests = 40;  // collections at the same time; 0 = no limit of its own
  std::string version = {};    // as the landing page shows it
};

// The pages of the product: the metrics, the landing page "/" (unless the metrics are there),
// "/-/healthy" and "/-/ready". A request for a collection that finds `max_requests` running waits
// for up to five seconds and is then answered with 503; at once where a hundred run or wait
// already.
[[nodiscard]] Router ProductRouter(const RouteOptions& options, RouteSources sources);

}  // namespace heap_exporter
