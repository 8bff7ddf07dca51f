#include "os/self_usage.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <ctime>

#include "base/unique_fd.h"
#include "support/catch.h"

using namespace heap_exporter;

namespace {

SelfUsage Read() {
  const auto self = ReadSelfUsage();
  REQUIRE(self);
  return *self;
}

// How many descriptors are open, by asking for each.
std::uint64_t ProbeDescriptors() {
  std::uint64_t count = 0;
  for (int fd = 0; fd < 65536; ++fd) count += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
  return count;
}

// Lets nobody open a descriptor more while it lives.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    getrlimit(RLIMIT_NOFILE, &old_);
    const rlimit none{.rlim_cur = 0, .rlim_max = old_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  NoMoreDescriptors(const NoMoreDescriptors&) = delete;
  NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;
  ~NoMoreDescriptors() { setrlimit(RLIMIT_NOFILE, &old_); }

 private:
  rlimit old_{};
};

}  // namespace

TEST_CASE("our own usage is that of a running program") {
  const SelfUsage self = Read();
  CHECK(self.usage.resident_bytes > 1 << 20);
  CHECK(self.usage.virtual_bytes > self.usage.resident_bytes);
  CHECK(self.usage.threads >= 1);
  CHECK(self.usage.start_time_seconds > 1e9);
  CHECK(self.usage.start_time_seconds < static_cast<double>(std::time(nullptr)) + 60);
}

TEST_CASE("all descriptors that are open are counted, and none besides") {
  Read();  // what it keeps open from now on counts as well
  CHECK(Read().open_fds == ProbeDescriptors());
}

TEST_CASE("a descriptor that is opened is counted until it is closed") {
  const std::uint64_t before = Read().open_fds;
  {
    const UniqueFd fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    CHECK(Read().open_fds == before + 1);
  }
  CHECK(Read().open_fds == before);
}

TEST_CASE("the limit of descriptors is the one in force") {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(Read().max_fds == limit.rlim_cur);
}

TEST_CASE("our own usage is absent rather than wrong when it cannot be read") {
  Read();
  std::optional<SelfUsage> self;
  {
    const NoMoreDescriptors none;
    self = ReadSelfUsage();
  }
  CHECK_FALSE(self);
  CHECK(ReadSelfUsage());
}
