#include "http/routes.h"

#include <algorithm>
#include <cmath>
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

using Timeout = std::optional<std::chrono::duration<double>>;

RouteSources TestSources() {
  return {.metrics =
              [](Timeout timeout) {
                return "x " + std::to_string(timeout ? std::lround(timeout->count()) : 0) + "\n";
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

// Holds up those who come, until told to let them go, and counts them. No one waits for longer than
// ten seconds.
class Barrier {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++inside_);
    changed_.notify_all();
    changed_.wait_for(lock, kPatience, [this] { return open_; });
    --inside_;
  }

  bool WaitFor(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return inside_ >= count; });
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
  static constexpr std::chrono::seconds kPatience{10};

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
  int most_ = 0;
};

RouteSources SourcesBehind(Barrier& barrier) {
  RouteSources sources = TestSources();
  sources.metrics = [&barrier](Timeout) {
    barrier.Pass();
    return std::string();
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
  CHECK(response.body == "x 0\n");
}

TEST_CASE("a collection is told how long the client waits") {
  const Router router = ProductRouter({}, TestSources());
  CHECK(Get(router, "/metrics", std::chrono::seconds(7)).body == "x 7\n");
}

TEST_CASE("the metrics can be elsewhere, also in the place of the landing page") {
  CHECK(Get(ProductRouter({.telemetry_path = "/t"}, TestSources()), "/t").status == 200);
  CHECK(Get(ProductRouter({.telemetry_path = "/t"}, TestSources()), "/metrics").status == 404);
  CHECK(Get(ProductRouter({.telemetry_path = "/"}, TestSources()), "/").body == "x 0\n");
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
  auto statuses = ScrapeInParallel(server->Addresses().at(0), 100);
  CHECK(barrier.WaitFor(40));
  barrier.Open();
  for (auto& status : statuses) CHECK(status.get() == 200);
  CHECK(barrier.most() == 40);
}

TEST_CASE("health is told while scrapes run and others wait for their turn") {
  Barrier barrier;
  const auto server = StartServer(ProductRouter({.max_requests = 40}, SourcesBehind(barrier)));
  const std::string address = server->Addresses().at(0);
  auto statuses = ScrapeInParallel(address, 50);
  CHECK(barrier.WaitFor(40));
  CHECK(Fetch(address, "/-/healthy").status == 200);
  barrier.Open();
  for (auto& status : statuses) CHECK(status.get() == 200);
}

TEST_CASE("without a limit scrapes still leave workers for health") {
  Barrier barrier;
  const auto server = StartServer(ProductRouter({.max_requests = 0}, SourcesBehind(barrier)));
  const std::string address = server->Addresses().at(0);
  auto statuses = ScrapeInParallel(address, 60);
  CHECK(barrier.WaitFor(56));
  CHECK(Fetch(address, "/-/healthy").status == 200);
  barrier.Open();
  for (auto& status : statuses) CHECK(status.get() == 200);
  CHECK(barrier.most() == 56);
}

TEST_CASE("a scrape whose turn does not come in time is told so") {
  Barrier barrier;
  const Router router = ProductRouter({.max_requests = 1, .patience = std::chrono::milliseconds(1)},
                                      SourcesBehind(barrier));
  auto first = std::async(std::launch::async, [&] { return Get(router, "/metrics").status; });
  CHECK(barrier.WaitFor(1));
  CHECK(Get(router, "/metrics").status == 503);
  CHECK(Get(router, "/").status == 503);
  barrier.Open();
  CHECK(first.get() == 200);
}

}  // namespace
}  // namespace heap_exporter
