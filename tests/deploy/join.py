"""Whether the joins in deploy/kubernetes/README.md give the pods that they promise: promtool tries
them on the made-up series of join.test.yml."""

import pathlib
import re
import tempfile
import unittest

import tools

README = tools.KUSTOMIZE / "README.md"
SERIES = tools.HERE / "join.test.yml"
# Each takes from the series what one of the joins cannot do without.
SPOILT = {
    "pod_uid=": "poduid=",
    "containerd://": "containerd:",
    'container_id=""': 'container_id="cri-o://aaaa' + "0123456789abcdef" * 3 + '0123456789ab"',
    ',uid="9dbc09d4': ',uid="0dbc09d4',
}


def without_layout(text):
    return " ".join(text.split())


def test_rules(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "join.test.yml")
        path.write_text(text)
        return tools.run([tools.on_path("promtool"), "test", "rules", path])


class Join(unittest.TestCase):
    def test_the_joins_find_the_pods(self):
        done = test_rules(SERIES.read_text())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_they_are_those_of_the_readme(self):
        tried = without_layout(SERIES.read_text())
        joins = re.findall(r"```promql\n(.*?)```", README.read_text(), re.DOTALL)
        self.assertEqual(len(joins), 2)
        for join in joins:
            self.assertIn(f"expr: | {without_layout(join)} exp_samples:", tried)

    def test_other_series_would_be_noticed(self):
        for right, wrong in SPOILT.items():
            text = SERIES.read_text()
            self.assertIn(right, text)
            self.assertNotEqual(test_rules(text.replace(right, wrong)).returncode, 0, right)


if __name__ == "__main__":
    tools.main(lambda: tools.on_path("promtool"))
