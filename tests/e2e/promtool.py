"""Whether promtool finds anything to complain about in what the exporter tells of a live Node."""

import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import harness


class Promtool(unittest.TestCase):
    def setUp(self):
        if not shutil.which("promtool"):
            self.skipTest("there is no promtool on PATH")

    def test_promtool_has_no_findings_in_live_output(self):
        with harness.Exporter() as exporter, harness.node_target("workers.js") as target:
            target.figures()
            text = exporter.text()
        self.assertIn(f'pid="{target.pid}"', text)
        check = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True,
                               text=True, timeout=harness.scaled(30))
        self.assertEqual((check.returncode, check.stdout, check.stderr), (0, "", ""))


if __name__ == "__main__":
    harness.main()
