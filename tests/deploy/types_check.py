"""Whether the check of manifests against Kubernetes' types finds what is wrong and no more."""

import copy
import functools
import unittest

import tools


def pod_change(change):
    return "base", "DaemonSet", lambda spec: change(spec["template"]["spec"])


def container_change(**fields):
    return pod_change(lambda pod: pod["containers"][0].update(fields))


def endpoint_change(**fields):
    return ("overlays/service-monitor", "ServiceMonitor",
            lambda spec: spec["endpoints"][0].update(fields))


# What is done to the spec of a manifest, and the word that the finding must have.
PLANTED = {
    "unknown field": (pod_change(lambda pod: pod["securityContext"].update(runAsNonRot=True)),
                      "runAsNonRot"),
    "unknown field at the top": (("base", "Service", lambda spec: spec.update(port=1)), "port"),
    "wrong type": (pod_change(lambda pod: pod.update(hostPID="yes")), "hostPID"),
    "number for a text": (container_change(args=[1]), "number"),
    "missing field": (("base", "DaemonSet", lambda spec: spec.pop("selector")), "selector"),
    "missing field in a list": (container_change(ports=[{}]), "containerPort"),
    "unknown field of a monitor": (endpoint_change(intervall="10s"), "intervall"),
    "unknown word in a monitor": (endpoint_change(scheme="gopher"), "scheme"),
    "wrong type in a monitor": (endpoint_change(port=14327), "port"),
}


WITHOUT_TYPE = {
    "without a type": {"apiVersion": "example.org/v1", "kind": "Thing"},
    "without a kind": {"apiVersion": "v1"},
}


@functools.cache
def findings():
    """The lines about the planted manifests and the right ones together."""
    made = {name: tools.kustomize(tools.KUSTOMIZE / name)
            for name in ("base", "overlays/service-monitor")}
    manifests = {f"right {manifest['kind']}": manifest
                 for manifest in made["overlays/service-monitor"]}
    for name, ((kustomization, kind, change), _) in PLANTED.items():
        manifests[name] = copy.deepcopy(tools.only(made[kustomization], kind))
        change(manifests[name]["spec"])
    return tools.type_findings({**manifests, **WITHOUT_TYPE}).splitlines()


def findings_of(name):
    return [line for line in findings() if line.startswith(f"{name}: ")]


class TypesCheck(unittest.TestCase):
    def test_whatever_is_planted_is_found(self):
        for name, (_, word) in PLANTED.items():
            with self.subTest(name):
                self.assertIn(word, "\n".join(findings_of(name)))

    def test_a_manifest_without_a_type_is_a_finding(self):
        for name in WITHOUT_TYPE:
            self.assertIn("there is no type", "\n".join(findings_of(name)))

    def test_nothing_else_is_found(self):
        planted = sum(len(findings_of(name)) for name in (*PLANTED, *WITHOUT_TYPE))
        self.assertEqual(planted, len(findings()))


if __name__ == "__main__":
    tools.main(tools.all_of_them)
