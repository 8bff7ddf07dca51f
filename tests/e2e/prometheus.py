"""Whether a real Prometheus scrapes the exporter and answers queries with the figures of a Node."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import harness
import prometheus_server


class Prometheus(unittest.TestCase):
    def setUp(self):
        if not prometheus_server.is_installed():
            self.skipTest("there is no prometheus on PATH")
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        exporter = self.enterContext(harness.Exporter())
        config = prometheus_server.config_for([exporter])
        demo = [harness.node_path(), ROOT / "deploy" / "demo" / "app.js"]
        self.demo = self.enterContext(harness.Process(demo, stdin=subprocess.PIPE))
        self.server = self.enterContext(prometheus_server.PrometheusServer(self.folder, config))

    def test_prometheus_answers_with_the_figures_of_a_running_node(self):
        harness.wait_for(lambda: self.server.query("up == 1"), "up == 1", 30)
        pid = f'{{pid="{self.demo.pid}"}}'
        total = self.value(f"nodejs_heap_size_total_bytes{pid}")
        self.assertTrue(0 < self.value(f"nodejs_heap_size_used_bytes{pid}") <= total)
        resident = self.value(f"process_resident_memory_bytes{pid}")
        self.assertTrue(0 < self.value(f"nodejs_off_heap_bytes{pid}") < resident)
        self.assertGreater(self.value("system_memory_total_bytes"), resident)
        self.value(f"nodejs_workers{pid} == 1")

    def value(self, expression):
        """The value of the one series; waited for, since a scrape may be late on a busy machine."""
        [(_, value)] = harness.wait_for(lambda: self.server.query(expression), expression, 30)
        return value


if __name__ == "__main__":
    harness.main()
