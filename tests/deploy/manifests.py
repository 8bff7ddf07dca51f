"""Whether every kustomization of deploy/kubernetes makes what Kubernetes takes, with no more rights
than it should have."""

import functools
import os
import pathlib
import tempfile
import unittest

import tools

import harness

KUSTOMIZATIONS = [
    str(path.parent.relative_to(tools.KUSTOMIZE))
    for path in sorted(tools.KUSTOMIZE.rglob("kustomization.yaml"))
    if "kind: Kustomization" in path.read_text()
]
OVERLAYS = ["config-file", "pod-monitor", "service-monitor"]
SIDECARS = ["same-user", "sys-ptrace", "rss-only"]


@functools.cache
def kustomize(name):
    return tools.kustomize(tools.KUSTOMIZE / name)


def overlay(name):
    return kustomize(f"overlays/{name}")


def sidecar_pod(name):
    return tools.pod_of(tools.only(kustomize(f"sidecar/example/{name}"), "Deployment"))


def daemonset_pod(name="base"):
    return tools.pod_of(tools.only(kustomize(name), "DaemonSet"))


def is_restricted(context):
    """What the level "restricted" of the Pod Security Standards wants of a container."""
    return (context["runAsNonRoot"] and context["runAsUser"] != 0
            and not context["allowPrivilegeEscalation"] and "privileged" not in context
            and context["capabilities"]["drop"] == ["ALL"]
            and context["capabilities"].get("add", []) in ([], ["NET_BIND_SERVICE"])
            and context["seccompProfile"]["type"] in ("RuntimeDefault", "Localhost"))


class Kustomizations(unittest.TestCase):
    def test_there_is_one_for_each_way_to_deploy(self):
        self.assertEqual(set(KUSTOMIZATIONS),
                         {"base", "sidecar/example/app", *(f"overlays/{name}" for name in OVERLAYS),
                          *(f"sidecar/example/{name}" for name in SIDECARS)})

    def test_what_they_make_has_kubernetes_types(self):
        manifests = {f"{name}/{manifest['kind']}": manifest
                     for name in KUSTOMIZATIONS for manifest in kustomize(name)}
        self.assertGreater(len(manifests), 20)
        self.assertEqual(tools.type_findings(manifests), "")

    def test_every_manifest_has_a_name_and_every_selector_finds_its_pods(self):
        for name in KUSTOMIZATIONS:
            for manifest in kustomize(name):
                self.assertTrue(manifest["metadata"]["name"])
                if manifest["kind"] in ("DaemonSet", "Deployment"):
                    selector = manifest["spec"]["selector"]["matchLabels"]
                    labels = manifest["spec"]["template"]["metadata"]["labels"]
                    self.assertTrue(selector)
                    self.assertLessEqual(selector.items(), labels.items())

    def test_each_uses_the_image_of_this_version(self):
        image = f"heap_exporter:{tools.project_version()}"
        for pod in [daemonset_pod(), *map(sidecar_pod, SIDECARS)]:
            self.assertEqual(tools.exporter_of(pod)["image"], image)

    def test_the_service_finds_the_port(self):
        [port] = tools.only(kustomize("base"), "Service")["spec"]["ports"]
        self.assertIn({"name": port["targetPort"], "containerPort": port["port"]},
                      tools.exporter_of(daemonset_pod())["ports"])

    def test_monitors_find_the_port_and_the_pods(self):
        for name, kind, endpoints in (
            ("service-monitor", "ServiceMonitor", "endpoints"),
            ("pod-monitor", "PodMonitor", "podMetricsEndpoints"),
        ):
            monitor = tools.only(overlay(name), kind)
            daemonset = tools.only(overlay(name), "DaemonSet")
            [port] = tools.exporter_of(tools.pod_of(daemonset))["ports"]
            self.assertEqual(monitor["spec"][endpoints][0]["port"], port["name"])
            self.assertLessEqual(monitor["spec"]["selector"]["matchLabels"].items(),
                                 daemonset["spec"]["template"]["metadata"]["labels"].items())
            self.assertEqual(monitor["metadata"]["namespace"], daemonset["metadata"]["namespace"])

    def test_a_monitor_of_pods_needs_no_service(self):
        self.assertEqual(tools.of_kind(overlay("pod-monitor"), "Service"), [])

    def test_a_sidecar_is_added_to_an_application_and_its_image_set_from_outside(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "kustomization.yaml").write_text(f"""
resources: [{os.path.relpath(tools.KUSTOMIZE / "sidecar/example/app", folder)}]
components: [{os.path.relpath(tools.KUSTOMIZE / "sidecar/same-user", folder)}]
images: [{{name: heap_exporter, newName: registry.example/heap_exporter, newTag: "1"}}]
""")
            pod = tools.pod_of(tools.only(tools.kustomize(folder), "Deployment"))
        self.assertEqual(tools.exporter_of(pod)["image"], "registry.example/heap_exporter:1")

    def test_the_exporter_takes_the_configuration_and_finds_it_where_it_is_mounted(self):
        container = tools.exporter_of(daemonset_pod("overlays/config-file"))
        [(file, text)] = tools.only(overlay("config-file"), "ConfigMap")["data"].items()
        [mount] = container["volumeMounts"]
        self.assertEqual(container["args"], [f"--config.file={mount['mountPath']}/{file}"])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, file)
            path.write_text(text)
            with harness.Exporter(f"--config.file={path}") as exporter:
                self.assertIn("heap_exporter_build_info", exporter.text())


class Rights(unittest.TestCase):
    def test_the_daemonset_has_one_capability_and_no_folder_of_the_node(self):
        pod = daemonset_pod()
        context = tools.security_context(pod)
        self.assertIs(pod["hostPID"], True)
        self.assertEqual(context["capabilities"], {"drop": ["ALL"], "add": ["SYS_PTRACE"]})
        self.assertFalse({"volumes", "hostNetwork", "hostIPC"} & pod.keys())

    def test_nobody_is_root_or_privileged_or_writes_or_talks_to_the_api_server(self):
        for pod in [daemonset_pod(), *map(sidecar_pod, SIDECARS)]:
            context = tools.security_context(pod)
            self.assertIs(context["runAsNonRoot"], True)
            self.assertNotEqual(context["runAsUser"], 0)
            self.assertNotEqual(context["runAsGroup"], 0)
            self.assertIs(context["readOnlyRootFilesystem"], True)
            self.assertIs(context["allowPrivilegeEscalation"], False)
            self.assertEqual(context["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertNotIn("privileged", context)
        self.assertIs(daemonset_pod()["automountServiceAccountToken"], False)

    def test_the_namespace_allows_what_the_daemonset_needs(self):
        namespace = tools.only(kustomize("base"), "Namespace")
        self.assertEqual(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"],
                         "privileged")

    def test_only_one_sidecar_has_a_capability(self):
        for name in SIDECARS:
            added = tools.security_context(sidecar_pod(name))["capabilities"].get("add", [])
            self.assertEqual(added, ["SYS_PTRACE"] if name == "sys-ptrace" else [])
            self.assertNotIn("hostPID", sidecar_pod(name))
            self.assertIs(sidecar_pod(name)["shareProcessNamespace"], True)

    def test_a_pod_with_a_sidecar_without_capability_is_within_the_restricted_level(self):
        for name in SIDECARS:
            pod = sidecar_pod(name)
            contexts = [{**pod["securityContext"], **each["securityContext"]}
                        for each in pod["containers"]]
            self.assertEqual(all(map(is_restricted, contexts)), name != "sys-ptrace", name)

    def test_only_the_sidecar_of_the_same_user_has_the_ids_of_the_application(self):
        for name in SIDECARS:
            pod = sidecar_pod(name)
            ids = [[context["runAsUser"], context["runAsGroup"]]
                   for context in (tools.security_context(pod), pod["securityContext"])]
            self.assertEqual(ids[0] == ids[1], name == "same-user", name)

    def test_sidecars_differ_in_nothing_but_their_rights(self):
        def without_rights(name):
            container = dict(tools.exporter_of(sidecar_pod(name)))
            del container["securityContext"]
            return container

        for name in SIDECARS[1:]:
            self.assertEqual(without_rights(name), without_rights(SIDECARS[0]))

    def test_the_application_stays_as_it_was(self):
        [application] = tools.pod_of(
            tools.only(kustomize("sidecar/example/app"), "Deployment"))["containers"]
        for name in SIDECARS:
            first, *others = sidecar_pod(name)["containers"]
            self.assertEqual(first, application)
            self.assertEqual(len(others), 1)


if __name__ == "__main__":
    tools.main(tools.all_of_them)
