#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "os/proc_cgroup.h"
#include "support/catch.h"

using namespace heap_exporter;

namespace {

const std::string kContainer = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string kPod = "8dbc09d4-01b7-4d2b-9a39-1c0dd2ef3a11";
const std::string kStaticPod = "6576683a93d91d8e2119df2c2755f2f1";
const std::string kFixtures = TESTS_SOURCE_DIR "/fixtures/cgroup/";

const ContainerNames kInPod{.container_id = kContainer, .pod_uid = kPod};
const ContainerNames kInStaticPod{.container_id = kContainer, .pod_uid = kStaticPod};
const ContainerNames kInContainer{.container_id = kContainer, .pod_uid = {}};
const ContainerNames kNothing;

// By the name of the fixture, without ".txt".
const std::map<std::string, ContainerNames> kExpected = {
    {"docker-in-a-pod.v2-cgroupfs", kInPod},
    {"docker.v1-cgroupfs", kInContainer},
    {"docker.v1-systemd", kInContainer},
    {"docker.v2-cgroupfs", kInContainer},
    {"docker.v2-systemd", kInContainer},
    {"kind-in-a-pod.v2-cgroupfs", kInPod},
    {"kind.v1-cgroupfs", kInPod},
    {"kind.v2-systemd", kInPod},
    {"kubernetes-containerd.v1-cgroupfs", kInPod},
    {"kubernetes-containerd.v1-systemd", kInPod},
    {"kubernetes-containerd.v1-systemd-colons", kInPod},
    {"kubernetes-containerd.v2-cgroupfs", kInPod},
    {"kubernetes-containerd.v2-cgroupfs-from-a-pod", kInPod},
    {"kubernetes-containerd.v2-cgroupfs-from-a-pod-burstable", kInPod},
    {"kubernetes-containerd.v2-systemd", kInPod},
    {"kubernetes-containerd.v2-systemd-besteffort", kInPod},
    {"kubernetes-containerd.v2-systemd-from-a-pod-besteffort", kInPod},
    {"kubernetes-containerd.v2-systemd-from-a-pod-burstable", kInPod},
    {"kubernetes-containerd.v2-systemd-from-a-pod-guaranteed", kInPod},
    {"kubernetes-containerd.v2-systemd-from-the-same-pod", kInContainer},
    {"kubernetes-containerd.v2-systemd-guaranteed", kInPod},
    {"kubernetes-containerd.v2-systemd-nested-slice", kInPod},
    {"kubernetes-crio.v1-cgroupfs", kInPod},
    {"kubernetes-crio.v1-cgroupfs-guaranteed", kInPod},
    {"kubernetes-crio.v1-systemd", kInPod},
    {"kubernetes-crio.v2-cgroupfs", kInPod},
    {"kubernetes-crio.v2-systemd", kInPod},
    {"kubernetes-crio.v2-systemd-besteffort", kInPod},
    {"kubernetes-crio.v2-systemd-crun", kInPod},
    {"kubernetes-crio.v2-systemd-crun-from-a-pod", kInPod},
    {"kubernetes-docker.v1-cgroupfs", kInPod},
    {"kubernetes-docker.v1-systemd", kInPod},
    {"kubernetes-docker.v2-cgroupfs", kInPod},
    {"kubernetes-docker.v2-systemd", kInPod},
    {"own-container.v2-from-a-pod", kNothing},
    {"podman-pod.v2-systemd", kInContainer},
    {"podman.v1-cgroupfs", kInContainer},
    {"podman.v2-systemd-rootless", kInContainer},
    {"static-containerd.v1-cgroupfs", kInStaticPod},
    {"static-containerd.v2-systemd", kInStaticPod},
    {"static-containerd.v2-systemd-from-a-pod", kInStaticPod},
    {"static-crio.v1-systemd", kInStaticPod},
    {"static-crio.v2-systemd", kInStaticPod},
    {"systemd-service.v1", kNothing},
    {"systemd-service.v2", kNothing},
    {"systemd-service.v2-from-a-pod", kNothing},
};

std::vector<std::string> PathsIn(const std::string& fixture) {
  std::ifstream file(kFixtures + fixture + ".txt");
  REQUIRE(file);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::vector<std::string> paths;
  for (const CgroupEntry& entry : ParseCgroups(text)) paths.push_back(entry.path);
  return paths;
}

}  // namespace

TEST_CASE("container and pod are found in the cgroups that each engine makes") {
  for (const auto& [fixture, expected] : kExpected) {
    CAPTURE(fixture);
    const std::vector<std::string> paths = PathsIn(fixture);
    REQUIRE_FALSE(paths.empty());
    const ContainerNames names = ContainerNamesOf(paths);
    CHECK(names.container_id == expected.container_id);
    CHECK(names.pod_uid == expected.pod_uid);
  }
}

TEST_CASE("every fixture of cgroups is expected to tell something") {
  std::set<std::string> fixtures;
  for (const auto& file : std::filesystem::directory_iterator(kFixtures)) {
    if (file.path().extension() == ".txt") fixtures.insert(file.path().stem().string());
  }
  std::set<std::string> expected;
  for (const auto& [fixture, names] : kExpected) expected.insert(fixture);
  CHECK(fixtures == expected);
}

TEST_CASE("container and pod are told by one and the same cgroup") {
  const std::string node = "/docker/" + std::string(64, 'a');
  const std::string in_pod = node + "/kubelet/kubepods/pod" + kPod + "/" + kContainer;
  const ContainerNames names{.container_id = kContainer, .pod_uid = kPod};
  CHECK(ContainerNamesOf({node, in_pod}) == names);
  CHECK(ContainerNamesOf({in_pod, node}) == names);
  CHECK(ContainerNamesOf({"/kubepods/pod" + kPod, in_pod}) == names);
}

TEST_CASE("of cgroups that tell as much the first counts") {
  const std::string other(64, 'a');
  CHECK(ContainerNamesOf({"/docker/" + kContainer, "/docker/" + other}).container_id == kContainer);
}

TEST_CASE("without cgroups there is neither container nor pod") {
  CHECK(ContainerNamesOf({}) == ContainerNames{});
  CHECK(ContainerNamesOf({"/", ""}) == ContainerNames{});
}

TEST_CASE("what is no id and no uid never becomes a label, however long the path") {
  const std::string long_path = "/" + std::string(100'000, 'a');
  std::string many_pods;
  for (int i = 0; i < 10'000; ++i) many_pods += "/pod";
  for (const std::string& path :
       {long_path, many_pods, many_pods + kPod.substr(1), "/pod" + long_path,
        std::string("/../../"), "/kubepods/pod" + kPod.substr(0, 35) + "\"/" + kContainer.substr(1),
        std::string("/pod\0", 5) + kPod, "/pod" + std::string(36, '-'),
        "/docker-" + kContainer + "f"}) {
    CHECK(ContainerNamesOf({path}) == kNothing);
  }
}

TEST_CASE("names are found at the end of a path of any length") {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "/..";
  CHECK(ContainerNamesOf({deep + "/pod" + kPod + "/" + kContainer}) == kInPod);
}
