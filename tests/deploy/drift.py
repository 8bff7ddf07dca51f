"""Whether the chart, with the values it comes with, and deploy/kubernetes make the same things."""

import functools
import unittest

import chart
import tools

# What the API server fills in where a manifest says nothing.
POD_DEFAULTS = {"hostNetwork": False}
CONTAINER_DEFAULTS = {"imagePullPolicy": "IfNotPresent"}
PROBE_DEFAULTS = {"initialDelaySeconds": 0, "periodSeconds": 10, "timeoutSeconds": 1,
                  "failureThreshold": 3}
HTTP_GET_DEFAULTS = {"scheme": "HTTP"}
# The program's own defaults.
ARGUMENTS = ["--web.listen-address=:14327"]


def probe(settings):
    return {**PROBE_DEFAULTS, **settings, "httpGet": {**HTTP_GET_DEFAULTS, **settings["httpGet"]}}


def container(settings):
    return {**CONTAINER_DEFAULTS, "args": ARGUMENTS, **settings,
            "livenessProbe": probe(settings["livenessProbe"]),
            "readinessProbe": probe(settings["readinessProbe"])}


def pod(manifests):
    """The pod of the DaemonSet, written out; its service account may have another name."""
    spec = tools.pod_of(tools.only(manifests, "DaemonSet"))
    return {**POD_DEFAULTS, **spec, "containers": [container(each) for each in spec["containers"]],
            "serviceAccountName": "any"}


@functools.cache
def rendered():
    return chart.render({"prometheus": {"monitor": {"enabled": True},
                                        "podMonitor": {"enabled": True}}})


@functools.cache
def kustomized(name="base"):
    return tools.kustomize(tools.KUSTOMIZE / name)


class Drift(unittest.TestCase):
    maxDiff = None

    def test_pods_are_the_same(self):
        self.assertEqual(pod(rendered()), pod(kustomized()))

    def test_pods_are_replaced_in_the_same_way(self):
        chart_spec, base_spec = (tools.only(manifests, "DaemonSet")["spec"]
                                 for manifests in (rendered(), kustomized()))
        self.assertEqual(chart_spec["updateStrategy"], base_spec["updateStrategy"])

    def test_services_have_the_same_ports_and_annotations(self):
        chart_service, base_service = (tools.only(manifests, "Service")
                                       for manifests in (rendered(), kustomized()))
        self.assertEqual(chart_service["spec"]["ports"], base_service["spec"]["ports"])
        self.assertEqual(chart_service["metadata"]["annotations"],
                         base_service["metadata"]["annotations"])

    def test_service_accounts_have_no_token(self):
        for manifests in (rendered(), kustomized()):
            account = tools.only(manifests, "ServiceAccount")
            self.assertIs(account["automountServiceAccountToken"], False)

    def test_monitors_scrape_in_the_same_way(self):
        for name, kind, endpoints in (
            ("service-monitor", "ServiceMonitor", "endpoints"),
            ("pod-monitor", "PodMonitor", "podMetricsEndpoints"),
        ):
            chart_spec = tools.only(rendered(), kind)["spec"]
            overlay_spec = tools.only(kustomized(f"overlays/{name}"), kind)["spec"]
            self.assertEqual(chart_spec["jobLabel"], overlay_spec["jobLabel"])
            self.assertEqual(chart_spec[endpoints],
                             [{"scheme": "http", **each} for each in overlay_spec[endpoints]])


if __name__ == "__main__":
    tools.main(tools.all_of_them)
