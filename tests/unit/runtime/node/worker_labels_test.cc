#include "runtime/node/worker_labels.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

using Labels = std::vector<std::optional<std::string>>;

WorkerIdentity Worker(std::uint64_t thread_id, std::optional<std::string> name = std::nullopt) {
  WorkerIdentity identity;
  identity.thread_id = thread_id;
  identity.name = std::move(name);
  return identity;
}

}  // namespace

TEST_CASE("a worker is called by its name, or else by its thread id") {
  const std::vector workers{Worker(1, "mail"), Worker(2), Worker(7, "images")};
  CHECK(MakeWorkerLabels(workers) == Labels{"mail", "2", "images"});
  CHECK(MakeWorkerLabels({}).empty());
}

TEST_CASE("workers of one name have their thread ids behind it") {
  const std::vector workers{Worker(1, "pool"), Worker(2, "pool"), Worker(3, "mail")};
  CHECK(MakeWorkerLabels(workers) == Labels{"pool-1", "pool-2", "mail"});
}

TEST_CASE("a name that is another worker's thread id has its own id behind it") {
  const std::vector workers{Worker(1, "2"), Worker(2), Worker(3)};
  CHECK(MakeWorkerLabels(workers) == Labels{"2-1", "2", "3"});
}

TEST_CASE("two labels that would be the same are none") {
  const std::vector workers{Worker(1, "pool"), Worker(2, "pool"), Worker(3, "pool-2")};
  CHECK(MakeWorkerLabels(workers) == Labels{"pool-1", std::nullopt, std::nullopt});
}

TEST_CASE("only so many workers are labelled") {
  std::vector<WorkerIdentity> workers;
  for (std::uint64_t id = 1; id <= kMaxLabelledWorkers + 1; ++id) workers.push_back(Worker(id));
  const auto labels = MakeWorkerLabels(workers);
  REQUIRE(labels.size() == kMaxLabelledWorkers + 1);
  CHECK(labels[kMaxLabelledWorkers - 1] == std::to_string(kMaxLabelledWorkers));
  CHECK_FALSE(labels[kMaxLabelledWorkers]);
}
