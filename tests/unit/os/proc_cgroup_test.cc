#include "os/proc_cgroup.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

const std::string kId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string kOtherId = "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string kUid = "8dbc09d4-01b7-4d2b-9a39-1c0dd2ef3a11";
const std::string kStaticUid = "6576683a93d91d8e2119df2c2755f2f1";
const std::string kSystemdUid = "8dbc09d4_01b7_4d2b_9a39_1c0dd2ef3a11";

using Entries = std::vector<CgroupEntry>;

}  // namespace

TEST_CASE("the unified hierarchy has no controllers") {
  CHECK(ParseCgroups("0::/system.slice/api.service\n") ==
        Entries{{.controllers = "", .path = "/system.slice/api.service"}});
}

TEST_CASE("the older hierarchies name their controllers") {
  CHECK(ParseCgroups("12:memory:/docker/a\n11:cpu,cpuacct:/docker/b\n1:name=systemd:/docker/c\n") ==
        Entries{{.controllers = "memory", .path = "/docker/a"},
                {.controllers = "cpu,cpuacct", .path = "/docker/b"},
                {.controllers = "name=systemd", .path = "/docker/c"}});
}

TEST_CASE("old and unified hierarchies may be there together") {
  CHECK(ParseCgroups("4:memory:/a\n0::/b") ==
        Entries{{.controllers = "memory", .path = "/a"}, {.controllers = "", .path = "/b"}});
}

TEST_CASE("the path of a cgroup is kept as it is") {
  CHECK(ParseCgroups("0::/a:b c/../d (deleted)\n").at(0).path == "/a:b c/../d (deleted)");
  CHECK(ParseCgroups("0::/\n").at(0).path == "/");
  CHECK(ParseCgroups("0::/../..\n").at(0).path == "/../..");
}

TEST_CASE("lines of an unknown form are skipped") {
  for (const char* const line : {"", ":", "::", "::/a", "x::/a", "-1::/a", "0:/a", "0::", "0::a",
                                 "0", "0:memory", " 0::/a", "99999999999::/a"}) {
    CAPTURE(line);
    CHECK(ParseCgroups(std::string(line) + "\n0::/good\n") ==
          Entries{{.controllers = "", .path = "/good"}});
  }
  CHECK(ParseCgroups("").empty());
}

TEST_CASE("the memory hierarchy is told by its controller") {
  CHECK(IsMemoryHierarchyV1({.controllers = "memory", .path = "/"}));
  CHECK(IsMemoryHierarchyV1({.controllers = "cpu,memory", .path = "/"}));
  CHECK(IsMemoryHierarchyV1({.controllers = "memory,cpu", .path = "/"}));
  CHECK_FALSE(IsMemoryHierarchyV1({.controllers = "", .path = "/memory"}));
  CHECK_FALSE(IsMemoryHierarchyV1({.controllers = "cpu,cpuacct", .path = "/"}));
  CHECK_FALSE(IsMemoryHierarchyV1({.controllers = "name=memory", .path = "/"}));
  CHECK_FALSE(IsMemoryHierarchyV1({.controllers = "memory2", .path = "/"}));
}

TEST_CASE("the id of a container is found as each engine writes it") {
  for (const std::string& path :
       {"/docker/" + kId, "/system.slice/docker-" + kId + ".scope",
        "/system.slice/containerd.service/kubepods-burstable-pod" + kSystemdUid +
            ".slice:cri-containerd:" + kId,
        "/kubepods.slice/kubepods-pod" + kSystemdUid + ".slice/cri-containerd-" + kId + ".scope",
        "/kubepods.slice/kubepods-pod" + kSystemdUid + ".slice/crio-" + kId + ".scope",
        "/kubepods.slice/crio-conmon-" + kId + ".scope", "/machine.slice/libpod-" + kId + ".scope",
        "/kubepods/besteffort/pod" + kUid + "/" + kId, "/docker/" + kId + "/init.scope", kId}) {
    CAPTURE(path);
    CHECK(ContainerIdOf(path) == kId);
  }
}

TEST_CASE("of containers inside each other the innermost counts") {
  CHECK(ContainerIdOf("/docker/" + kOtherId + "/docker/" + kId) == kId);
  CHECK(ContainerIdOf("/docker/" + kId + "/kubelet/kubepods/pod" + kUid + "/" + kOtherId) ==
        kOtherId);
}

TEST_CASE("a path without 64 hexadecimal digits in a row names no container") {
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/user.slice/user-1000.slice/session-1.scope"),
        "/docker/" + kId.substr(1), "/docker/" + kId + "0", "/docker/" + kId + kId,
        "/docker/" + kId.substr(0, 32) + "-" + kId.substr(32), "/docker/g" + kId.substr(1)}) {
    CAPTURE(path);
    CHECK(ContainerIdOf(path).empty());
  }
}

TEST_CASE("the uid of a pod is found in both spellings") {
  CHECK(PodUidOf("/kubepods/besteffort/pod" + kUid + "/" + kId) == kUid);
  CHECK(PodUidOf("/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + kSystemdUid +
                 ".slice/cri-containerd-" + kId + ".scope") == kUid);
  CHECK(PodUidOf("/kubepods.slice/kubepods-pod" + kSystemdUid + ".slice") == kUid);
  CHECK(PodUidOf("pod" + kUid) == kUid);
}

TEST_CASE("the uid of a static pod has no dashes") {
  CHECK(PodUidOf("/kubepods/burstable/pod" + kStaticUid + "/" + kId) == kStaticUid);
  CHECK(PodUidOf("/kubepods.slice/kubepods-pod" + kStaticUid + ".slice/crio-" + kId + ".scope") ==
        kStaticUid);
  CHECK(PodUidOf("/kubepods/pod" + kStaticUid) == kStaticUid);
}

TEST_CASE("of pods inside each other the innermost counts") {
  CHECK(PodUidOf("/kubepods/pod" + kStaticUid + "/" + kId + "/kubelet/kubepods/pod" + kUid + "/" +
                 kOtherId) == kUid);
  CHECK(PodUidOf("/kubepods/pod" + kUid + "/" + kId + "/docker/" + kOtherId) == kUid);
}

TEST_CASE("a path without a pod has no uid") {
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/pod"), "/docker/" + kId, "/kubepods/" + kUid,
        "/pod" + kUid.substr(0, 35), "/podx" + kUid.substr(1), "/pod-" + kUid,
        "/pod" + kUid.substr(0, 8) + "." + kUid.substr(9), "/pod" + kUid + "0",
        "/pod" + kUid + "-a", "/pod" + kStaticUid.substr(1), "/pod" + kStaticUid + "0",
        "/pod" + kStaticUid + "-a", "/pod" + kId, "/tripod" + kUid, "/pod_" + kStaticUid,
        std::string("/pod"), "/pod/" + kUid}) {
    CAPTURE(path);
    CHECK(PodUidOf(path).empty());
  }
}
