"""Whether the chart of deploy/helm renders what Kubernetes takes, whatever values it is given."""

import concurrent.futures
import functools
import json
import os
import pathlib
import tempfile
import unittest

import chart_values
import tools

import harness

RELEASE = "release-name"
NAMESPACE = "monitoring"
CI_VALUES = sorted((tools.CHART / "ci").glob("*-values.yaml"))


@functools.cache
def default_values():
    text = (tools.CHART / "values.yaml").read_text()
    return tools.parse_yaml({"values.yaml": text})["values.yaml"][0]


def with_values(command, values):
    """Runs helm with a map of values, or with a file of them."""
    if isinstance(values, pathlib.Path):
        return tools.helm(*command, "--values", values)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(values, file)
        file.flush()
        return tools.helm(*command, "--values", file.name)


def template(values, chart=tools.CHART):
    return with_values(["template", RELEASE, chart, "--namespace", NAMESPACE], values)


def lint(values):
    return with_values(["lint", "--strict", tools.CHART], values)


def rendered_text(values):
    done = template(values)
    if done.returncode != 0:
        raise AssertionError(f"{values}: {done.stderr}")
    return done.stdout


def render(values=None):
    return tools.parse_yaml({"chart": rendered_text(values or {})})["chart"]


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def toggled():
    """(name, company, values) for each value of values.yaml: with it changed, and without."""
    for path, value in chart_values.leaves(default_values()):
        name = ".".join(path)
        other = not value if isinstance(value, bool) else chart_values.OTHER[name]
        company = chart_values.company_of(name)
        yield name, company, chart_values.merged(company, chart_values.nested(path, other))


class Values(unittest.TestCase):
    """Every value changed, one at a time, and the sets of values in ci/."""

    def test_there_is_another_value_for_each_and_none_for_what_is_no_value(self):
        names = {".".join(path) for path, value in chart_values.leaves(default_values())
                 if not isinstance(value, bool)}
        self.assertEqual(names, set(chart_values.OTHER))

    def test_each_changes_what_is_rendered_and_the_result_has_kubernetes_types(self):
        sets = list(toggled())
        self.assertGreater(len(sets), 80)
        wholes = in_parallel(lambda each: rendered_text(each[2]), sets)
        companies = {json.dumps(company): company for _, company, _ in sets}
        without = dict(zip(companies, in_parallel(rendered_text, companies.values())))
        for (name, company, _), text in zip(sets, wholes):
            self.assertNotEqual(text, without[json.dumps(company)], f"nothing reads {name}")
        self.check_types({name: text for (name, _, _), text in zip(sets, wholes)})

    def test_the_sets_of_values_for_ci_render_with_kubernetes_types(self):
        self.assertGreaterEqual(len(CI_VALUES), 3)
        self.check_types({path.name: rendered_text(path) for path in CI_VALUES})

    def check_types(self, texts):
        manifests = {}
        for name, documents in tools.parse_yaml(texts).items():
            for manifest in documents:
                manifests[f"{name}: {manifest['kind']}"] = manifest
                self.assertTrue(manifest["metadata"]["name"], name)
        self.assertEqual(tools.type_findings(manifests), "")

    def test_lint_has_no_findings(self):
        for values, done in self.linted([{}, *CI_VALUES, *(values for _, _, values in toggled())]):
            self.assertEqual(done.returncode, 0, f"{values}: {done.stdout}")
            self.assertNotIn("WARNING", done.stdout)

    def linted(self, sets):
        return zip(sets, in_parallel(lint, sets))

    def test_values_that_make_no_sense_are_refused(self):
        names = list(chart_values.REFUSED)
        sets = [chart_values.nested(chart_values.split(name), chart_values.REFUSED[name])
                for name in names]
        for name, done in zip(names, in_parallel(template, sets)):
            self.assertNotEqual(done.returncode, 0, f"{name} was taken")
            self.assertIn("the schema", done.stderr, name)

    def test_a_file_without_rules_is_refused(self):
        done = template({"prometheus": {"rules": {"files": {"alerts": "no: rules"}}}})
        self.assertIn("prometheus.rules.files.alerts", done.stderr)


class Chart(unittest.TestCase):
    def test_it_has_the_version_of_the_program(self):
        text = (tools.CHART / "Chart.yaml").read_text()
        [chart] = tools.parse_yaml({"Chart.yaml": text})["Chart.yaml"]
        self.assertEqual(chart["appVersion"], tools.project_version())

    def test_packed_it_renders_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            done = tools.helm("package", tools.CHART, "--destination", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            [package] = pathlib.Path(folder).iterdir()
            self.assertEqual(template({}, package).stdout, rendered_text({}))

    def test_every_object_is_in_the_namespace_and_has_the_labels_of_the_chart(self):
        everything = tools.CHART / "ci" / "everything-values.yaml"
        for manifest in render(everything):
            if manifest["metadata"]["name"].endswith("-extra"):
                continue
            self.assertEqual(manifest["metadata"]["namespace"], NAMESPACE, manifest["kind"])
            self.assertIn("helm.sh/chart", manifest["metadata"]["labels"])

    def test_the_pod_of_helm_test_is_not_behind_the_service(self):
        manifests = render()
        selector = tools.only(manifests, "Service")["spec"]["selector"]
        labels = tools.only(manifests, "Pod")["metadata"]["labels"]
        self.assertFalse(selector.items() <= labels.items())

    def test_names_are_no_longer_than_kubernetes_allows(self):
        manifests = render({"fullnameOverride": "n" * 63})
        self.assertEqual(len(tools.only(manifests, "DaemonSet")["metadata"]["name"]), 63)

    def test_the_exporter_takes_the_arguments_and_the_configuration(self):
        values = {name: chart_values.OTHER[name] for name in ("config", "extraArgs")}
        manifests = render(values)
        container = tools.exporter_of(tools.pod_of(tools.only(manifests, "DaemonSet")))
        [mount] = container["volumeMounts"]
        listen, *arguments = container["args"]
        self.assertEqual(listen, "--web.listen-address=:14327")
        with tempfile.TemporaryDirectory() as folder:
            for file, text in tools.only(manifests, "ConfigMap")["data"].items():
                pathlib.Path(folder, file).write_text(text)
            flags = [flag.replace(mount["mountPath"], folder) for flag in arguments]
            self.assertEqual(len(flags), 3)
            with harness.Exporter(*flags) as exporter:
                text = exporter.text()
        self.assertIn("heap_exporter_build_info", text)
        self.assertNotIn("system_memory_total_bytes", text)


if __name__ == "__main__":
    tools.main(tools.all_of_them)
