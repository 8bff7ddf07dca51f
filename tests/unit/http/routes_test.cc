#include "http/routes.h"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.h"
#include "support/catch.h"
#include "support/http_client.h"

namespace heap_exporter {
namespace {

using Families = std::vector<prometheus::MetricFamily>;
using Timeout = std::optional<std::chrono::duration<double>>;

RouteSources TestSources() {
  return {.families =
              [](Timeout timeout) {
                prometheus::ClientMetric metric;
                metric.gauge.value = timeout ? timeout->count() : 0;
                return Families{{"x", "", prometheus::MetricType::Gauge, {metric}}};
              },
          .collection =
              [] {
                Collection collection;
                collection.samples.emplace_back().target = std::make_shared<const Target>();
                return collection;
              },
          .ready = [] { return true; }};
}

Response Get(const Router& router, std::string_view path, Timeout timeout = {}) {
  return router.Answer({.method = "GET", .path = path, .scrape_timeout = timeout});
}

// Holds up those who come, until told to let them go, and counts them.
class Barrier {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++inside_);
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --inside_;
  }

  void WaitFor(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inside_ >= count; });
  }

  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  int most() {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_ = 0;
};

RouteSources SourcesBehind(Barrier& barrier) {
  RouteSources sources = TestSources();
  sources.families = [&barrier](Timeout) {
    barrier.Pass();
    return Families();
  };
  return sources;
}

std::unique_ptr<Server> StartServer(Router router) {
  return std::move(*Server::Start({.listen_addresses = {"127.0.0.1:0"}}, std::move(router)));
}

std::vector<std::future<int>> ScrapeInParallel(const std::string& address, int count) {
  std::vector<std::future<int>> statuses;
  for (int i = 0; i < count; ++i) {
    statuses.push_back(
        std::async(std::launch::async, [address] { return Fetch(address, "/metrics").status; }));
  }
  return statuses;
}

TEST_CASE("the metrics are text of format 0.0.4") {
  const Response response = Get(ProductRouter({}, TestSources()), "/metrics");
  CHECK(response.status == 200);
  CHECK(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(response.body == "# TYPE x gauge\nx 0\n");
}

TEST_CASE("a collection is told how long the client waits") {
  const Router router = ProductRouter({}, TestSources());
  CHECK(Get(router, "/metrics", std::chrono::seconds(7)).body == "# TYPE x gauge\nx 7\n");
}

TEST_CASE("the metrics can be elsewhere, also in the place of the landing page") {
  CHECK(Get(ProductRouter({.telemetry_path = "/t"}, TestSources()), "/t").status == 200);
  CHECK(Get(ProductRouter({.telemetry_path = "/t"}, TestSources()), "/metrics").status == 404);
  CHECK(Get(ProductRouter({.telemetry_path = "/"}, TestSources()), "/").body ==
        "# TYPE x gauge\nx 0\n");
}

TEST_CASE("the landing page is HTML that may load and run nothing") {
  const Response page = Get(ProductRouter({.version = "1.2.3"}, TestSources()), "/");
  CHECK(page.status == 200);
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(page.body.find("1.2.3") != std::string::npos);
  CHECK(page.body.find("<table>") != std::string::npos);
  CHECK(page.headers.at(0).first == "Content-Security-Policy");
  CHECK(page.headers.at(0).second.find("default-src 'none'") == 0);
}

TEST_CASE("health is always good, readiness is asked for") {
  bool ready = false;
  RouteSources sources = TestSources();
  sources.ready = [&ready] { return ready; };
  const Router router = ProductRouter({}, sources);
  CHECK(Get(router, "/-/healthy").body == "ok\n");
  CHECK(Get(router, "/-/ready").status == 503);
  ready = true;
  CHECK(Get(router, "/-/ready").status == 200);
}

TEST_CASE("a hundred scrapes in parallel are all answered, forty at a time") {
  Barrier barrier;
  const auto server = StartServer(ProductRouter({.max_requests = 40}, SourcesBehind(barrier)));
  const std::string address = server->Addresses().at(0);
  auto statuses = ScrapeInParallel(address, 100);
  barrier.WaitFor(40);
  CHECK(Fetch(address, "/-/healthy").status == 200);  // while all others run or wait
  barrier.Open();
  for (auto& status : statuses) CHECK(status.get() == 200);
  CHECK(barrier.most() == 40);
}

TEST_CASE("who finds a hundred scrapes before it is turned away, and health is still told") {
  Barrier barrier;
  const auto server = StartServer(ProductRouter({.max_requests = 0}, SourcesBehind(barrier)));
  const std::string address = server->Addresses().at(0);
  auto statuses = ScrapeInParallel(address, 100);
  barrier.WaitFor(100);
  CHECK(Fetch(address, "/metrics").status == 503);
  CHECK(Fetch(address, "/-/healthy").status == 200);
  barrier.Open();
  for (auto& status : statuses) CHECK(status.get() == 200);
}

}  // namespace
}  // namespace heap_exporter
