"""Whether a real Prometheus scrapes the exporter and answers queries with the figures of a Node."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import harness

CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: heap_exporter
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
"""


class PrometheusServer(harness.Process):
    """Prometheus on a port of its own, with its data in a folder that the caller removes."""

    def __init__(self, folder, exporter_port):
        config = pathlib.Path(folder) / "prometheus.yml"
        config.write_text(CONFIG.format(port=exporter_port))
        super().__init__(["prometheus", f"--config.file={config}",
                          f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:0"],
                         stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self._log = harness.Lines(self._child.stderr)
        self._address = None

    def wait_until_ready(self):
        self._address = self._log.find(r"Listening on.* address=(127\.0\.0\.1:\d+)").group(1)
        self._log.find("Server is ready to receive web requests")

    def query(self, expression):
        """The result of an instant query: a list of (labels, value)."""
        query = urllib.parse.urlencode({"query": expression})
        url = f"http://{self._address}/api/v1/query?{query}"
        with urllib.request.urlopen(url, timeout=harness.scaled(10)) as response:
            answer = json.load(response)
        return [(item["metric"], float(item["value"][1])) for item in answer["data"]["result"]]


class Prometheus(unittest.TestCase):
    def setUp(self):
        if not shutil.which("prometheus"):
            self.skipTest("there is no prometheus on PATH")
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        exporter = self.enterContext(harness.Exporter())
        demo = [harness.node_path(), ROOT / "deploy" / "demo" / "app.js"]
        self.demo = self.enterContext(harness.Process(demo, stdin=subprocess.PIPE))
        self.server = self.enterContext(PrometheusServer(self.folder, exporter.port))

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
