#include "os/cgroup_memory.h"

#include <sys/stat.h>

#include "support/catch.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

const CgroupEntry kUnified = {.controllers = "", .path = "/api.service"};
const CgroupEntry kMemoryV1 = {.controllers = "memory", .path = "/docker/a"};
const CgroupEntry kCpuV1 = {.controllers = "cpu,cpuacct", .path = "/docker/a"};

// Our own view of the cgroup file system and the target's, both empty at first.
struct Fixture {
  [[nodiscard]] std::optional<CgroupMemoryFiles> Find(
      const std::vector<CgroupEntry>& entries) const {
    return FindCgroupMemoryFiles(entries, tree.RealPath("/ours"), tree.RealPath("/theirs"));
  }
  void Write(const std::string& folder, const std::string& limit, const std::string& usage) const {
    tree.WriteFile(folder + "/limit", limit);
    tree.WriteFile(folder + "/usage", usage);
  }
  [[nodiscard]] CgroupMemoryFiles Files(const std::string& folder) const {
    return {.limit = tree.RealPath(folder + "/limit"), .usage = tree.RealPath(folder + "/usage")};
  }
  [[nodiscard]] Result<std::optional<CgroupMemory>> Read(const std::string& limit,
                                                         const std::string& usage) const {
    Write("/cgroup", limit, usage);
    return ReadCgroupMemory(Files("/cgroup"));
  }
  // The files of the two versions in one folder.
  [[nodiscard]] CgroupMemoryFiles V1(const std::string& folder) const {
    return {.limit = tree.RealPath(folder + "/memory.limit_in_bytes"),
            .usage = tree.RealPath(folder + "/memory.usage_in_bytes")};
  }
  [[nodiscard]] CgroupMemoryFiles V2(const std::string& folder) const {
    return {.limit = tree.RealPath(folder + "/memory.max"),
            .usage = tree.RealPath(folder + "/memory.current")};
  }

  ProcTree tree;
};

}  // namespace

TEST_CASE("the files of a unified cgroup are found under its path") {
  const Fixture fixture;
  fixture.tree.WriteFile("/ours/api.service/memory.max", "1\n");
  CHECK(fixture.Find({kUnified}) == fixture.V2("/ours/api.service"));
}

TEST_CASE("the files of an older cgroup are found in the memory hierarchy") {
  const Fixture fixture;
  fixture.tree.WriteFile("/ours/memory/docker/a/memory.limit_in_bytes", "1\n");
  CHECK(fixture.Find({kCpuV1, kMemoryV1}) == fixture.V1("/ours/memory/docker/a"));
}

TEST_CASE("where both versions are mounted, the one that has the memory controller counts") {
  const Fixture fixture;
  fixture.tree.WriteFile("/ours/memory/docker/a/memory.limit_in_bytes", "1\n");
  CHECK(fixture.Find({kMemoryV1, kUnified}) == fixture.V1("/ours/memory/docker/a"));
  CHECK(fixture.Find({kUnified, kMemoryV1}) == fixture.V1("/ours/memory/docker/a"));
}

TEST_CASE("a cgroup that is not under our mount is found in the target's own view") {
  const Fixture fixture;
  SECTION("unified") {
    fixture.tree.WriteFile("/theirs/memory.max", "1\n");
    CHECK(fixture.Find({kUnified}) == fixture.V2("/theirs"));
  }
  SECTION("older") {
    fixture.tree.WriteFile("/theirs/memory/memory.limit_in_bytes", "1\n");
    CHECK(fixture.Find({kMemoryV1}) == fixture.V1("/theirs/memory"));
  }
}

TEST_CASE("our own view comes before the target's") {
  const Fixture fixture;
  fixture.tree.WriteFile("/ours/api.service/memory.max", "1\n");
  fixture.tree.WriteFile("/theirs/memory.max", "1\n");
  CHECK(fixture.Find({kUnified}) == fixture.V2("/ours/api.service"));
}

TEST_CASE("a path outside our cgroup namespace does not lead out of the mount") {
  const Fixture fixture;
  fixture.tree.WriteFile("/memory.max", "1\n");
  fixture.tree.WriteFile("/ours/memory.max", "1\n");
  fixture.tree.WriteFile("/ours/memory.limit_in_bytes", "1\n");
  fixture.tree.WriteFile("/ours/memory/x", "");
  for (const std::string path : {"/..", "/../other", "/../../ours"}) {
    CAPTURE(path);
    CHECK_FALSE(fixture.Find({{.controllers = "", .path = path}}));
    CHECK_FALSE(fixture.Find({{.controllers = "memory", .path = path}}));
  }
  fixture.tree.WriteFile("/theirs/memory.max", "1\n");
  CHECK(fixture.Find({{.controllers = "", .path = "/../other"}}) == fixture.V2("/theirs"));
}

TEST_CASE("a process without a memory cgroup has no files") {
  const Fixture fixture;
  CHECK_FALSE(fixture.Find({}));
  CHECK_FALSE(fixture.Find({kUnified, kMemoryV1, kCpuV1}));
}

TEST_CASE("limit and usage of a cgroup are read as bytes") {
  const auto memory = Fixture().Read("536870912\n", "104857600\n");
  REQUIRE((memory && *memory));
  CHECK((*memory)->limit_bytes == 536870912);
  CHECK((*memory)->usage_bytes == 104857600);
}

TEST_CASE("numbers without a newline and of value zero are numbers") {
  const auto memory = Fixture().Read("0", "0");
  REQUIRE((memory && *memory));
  CHECK((*memory)->limit_bytes == 0);
  CHECK((*memory)->usage_bytes == 0);
}

TEST_CASE("a cgroup without a limit has no figures") {
  for (const char* const limit : {"max\n", "max", "9223372036854771712\n", "9223372036854710272\n",
                                  "9223372036854775807\n", "18446744073709551615\n"}) {
    CAPTURE(limit);
    const auto memory = Fixture().Read(limit, "100\n");
    REQUIRE(memory);
    CHECK_FALSE(*memory);
  }
}

TEST_CASE("the largest limit that is one is below what stands for none") {
  const auto memory = Fixture().Read("9223372036854710271\n", "100\n");
  REQUIRE(memory);
  CHECK(*memory);
}

TEST_CASE("garbage in the files of a cgroup is malformed") {
  const Fixture fixture;
  for (const std::string garbage : {"", "\n", "x\n", "-1\n", "12 \n", " 12\n", "12\n\n", "0x10\n",
                                    "maximum\n", "18446744073709551616\n"}) {
    CAPTURE(garbage);
    CHECK(fixture.Read(garbage, "100\n").error().reason == Reason::kMalformed);
    CHECK(fixture.Read("100\n", garbage).error().reason == Reason::kMalformed);
  }
  CHECK(fixture.Read("100\n", "max\n").error().reason == Reason::kMalformed);
}

TEST_CASE("a cgroup that has gone says so") {
  const Fixture fixture;
  CHECK(ReadCgroupMemory(fixture.Files("/gone")).error().reason == Reason::kProcessGone);
  fixture.tree.WriteFile("/half/limit", "100\n");
  CHECK(ReadCgroupMemory(fixture.Files("/half")).error().reason == Reason::kProcessGone);
}

TEST_CASE("a file of a cgroup that is too long is not read to its end") {
  const Fixture fixture;
  const std::string too_long(65, '1');
  CHECK(fixture.Read(too_long, "100\n").error().reason == Reason::kLimitExceeded);
  CHECK(fixture.Read("100\n", too_long).error().reason == Reason::kLimitExceeded);
}

TEST_CASE("a pipe that a target puts in place of its cgroup's file does not make us wait") {
  const Fixture fixture;
  fixture.tree.WriteFile("/cgroup/usage", "100\n");
  const CgroupMemoryFiles files = fixture.Files("/cgroup");
  REQUIRE(mkfifo(files.limit.c_str(), 0600) == 0);
  CHECK_FALSE(ReadCgroupMemory(files));
}
