"""A real Prometheus."""

import json
import pathlib
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import harness

START_SECONDS = 120  # it waits for its disk before it is ready

CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: {rules}
scrape_configs:
  - job_name: heap_exporter
    static_configs: [{{targets: {targets}}}]
"""


def config_for(exporters, rules=()):
    """Scrapes these exporters and evaluates the rules of these files, each second."""
    targets = [f"127.0.0.1:{exporter.port}" for exporter in exporters]
    return CONFIG.format(targets=targets, rules=[str(file) for file in rules])


def is_installed():
    return shutil.which("prometheus") is not None


class PrometheusServer(harness.Process):
    """Prometheus on a port of its own, with its data in a folder that the caller removes."""

    def __init__(self, folder, config):
        file = pathlib.Path(folder) / "prometheus.yml"
        file.write_text(config)
        super().__init__(["prometheus", f"--config.file={file}",
                          f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:0"],
                         stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self._log = harness.Lines(self._child.stderr)
        self.url = None

    def wait_until_ready(self):
        listening = r"Listening on.* address=(127\.0\.0\.1:\d+)"
        self.url = "http://" + self._log.find(listening, START_SECONDS).group(1)
        harness.wait_for(self._is_ready, "Prometheus to be ready", START_SECONDS)

    def _is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=harness.scaled(10)):
                return True
        except OSError:
            return False

    def query(self, expression, **when):
        """The result of an instant query: a list of (labels, value). Now, or at `time`, in seconds
        since the epoch."""
        result = self.ask("query", query=expression, **when)["result"]
        return [(item["metric"], float(item["value"][1])) for item in result]

    def ask(self, path, **parameters):
        """What the HTTP API answers below /api/v1; ValueError with its message where it refuses."""
        url = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=harness.scaled(10)) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error)["error"]) from error
