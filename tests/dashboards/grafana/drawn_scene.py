"""What the dashboards show when they are tested and when their pictures are made: Node.js processes
of every kind, an exporter that looks at them, and a Prometheus that scrapes it.

HOSTILE names the program that imitates Node.js (tests/hostile): a process that cannot be read.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[1:1] = [str(ROOT / "tests" / "live"), str(ROOT / "tests" / "e2e")]

import harness
import prometheus_server
from prometheus_server import PrometheusServer
from processes import wait_for

DEMO = ROOT / "deploy" / "demo" / "app.js"
LEAK = HERE / "targets" / "leak.cjs"
LEAKS = {"shop/search": "objects", "shop/images": "buffers", "shop/payments": "keys"}
POLL_SECONDS = 0.5
LEAK_SPEED = "100"  # KiB a second
RESTARTED = "shop/api"
UNREADABLE = "billing/ledger"

# Each process is called what its last argument says; those of other scenes are none of ours.
NAMES = r"""
process_names:
  - name: "{{{{.Matches.name}}}}"
    runtime: [nodejs]
    cmdline: [' --scene={folder} --name=(?P<name>\S+)$']
  - name: "{unreadable}"
    runtime: [nodejs]
    cmdline: ['^{folder}/imitation ']
"""

# The limit of the container is not left to whether the machine's cgroups have one.
CGROUP_RULES = """
groups:
  - name: container
    rules:
      - record: cgroup_memory_limit_bytes
        expr: process_resident_memory_bytes{process=~"shop/.*"} * 0 + 512 * 1024 * 1024
      - record: cgroup_memory_usage_bytes
        expr: process_resident_memory_bytes{process=~"shop/.*"} + 40 * 1024 * 1024
"""

# One exporter is scraped once for each of the instances that it is taken for.
CONFIG = """
global: {{scrape_interval: {scrape}s, scrape_timeout: {scrape}s, evaluation_interval: {scrape}s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: heap_exporter
    static_configs: {targets}
    metric_relabel_configs:
      - {{source_labels: [__name__], regex: cgroup_memory_.*, action: drop}}
      - {{source_labels: [exe], regex: .+, target_label: exe, replacement: /usr/bin/node}}
"""


def prometheus_config(folder, exporter, instances, scrape):
    rules = folder / "rules.yml"
    rules.write_text(CGROUP_RULES)
    targets = [{"targets": [f"127.0.0.1:{exporter.port}"], "labels": {"instance": instance}}
               for instance in instances]
    return CONFIG.format(scrape=scrape, rules=rules, targets=json.dumps(targets))


class DrawnScene(contextlib.ExitStack):
    """Everything that runs. `trend` is the time over which growth is taken, in seconds."""

    def __init__(self, instances, scrape, trend):
        super().__init__()
        self._instances = instances
        self._scrape = scrape
        self._trend = trend
        self.prometheus = None
        self._processes = {}
        self._folder = None

    def __enter__(self):
        super().__enter__()
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def restart_one(self, after_samples=3):
        """Restarts a process that has been seen so many times."""
        seconds = 120 + 2 * after_samples * self._scrape
        wait_for(lambda: self._is_seen(after_samples), "samples of the process to restart", seconds)
        self._restarted.stop()
        self._restarted = self._node(DEMO, name=RESTARTED)

    def wait_for_data(self):
        """Returns a time, in seconds since the epoch, at which there is data for every panel."""
        instances = len(self._instances)
        conditions = [
            f"count(up == 1) == {instances}",
            f'count(last_over_time(process_start_time_seconds{{process="{RESTARTED}"}}[1h])) '
            f'> count(process_start_time_seconds{{process="{RESTARTED}"}})',
            f"rate(nodejs_gc_runs_total[{4 * self._scrape}s])",
            "nodejs_worker_heap_size_limit_bytes",
            "heap_exporter_target_up == 0",
            "cgroup_memory_limit_bytes and cgroup_memory_usage_bytes",
            *(self._grows(name) for name in LEAKS),
        ]

        def when_all_hold():
            time.sleep(POLL_SECONDS)
            ended = [name for name, process in self._processes.items() if not process.running()]
            if ended:
                raise AssertionError(f"processes that have ended: {ended}")
            now = time.time()
            return all(self.prometheus.query(one, time=now) for one in conditions) and now
        return wait_for(when_all_hold, "data for every panel", 3 * self._trend + 180)

    def _start(self):
        self._folder = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory()))
        names = self._folder / "names.yml"
        names.write_text(NAMES.format(folder=self._folder, unreadable=UNREADABLE))
        imitation = self._folder / "imitation"
        imitation.symlink_to(pathlib.Path(os.environ["HOSTILE"]).resolve())
        self._node(DEMO, name=RESTARTED)
        self._restarted = self._node(DEMO, name=RESTARTED)
        for name, what in LEAKS.items():
            self._node(LEAK, what, LEAK_SPEED, name=name, flags=["--max-old-space-size=160"])
        self.enter_context(harness.Target([imitation, "v8_of_the_future", "12.4"]))
        exporter = self.enter_context(harness.Exporter(f"--config.file={names}"))
        config = prometheus_config(self._folder, exporter, self._instances, self._scrape)
        self.prometheus = self.enter_context(PrometheusServer(self._folder, config))

    def _node(self, script, *arguments, name, flags=()):
        command = [harness.node_path(), *flags, script, *arguments,
                   f"--scene={self._folder}", f"--name={name}"]
        self._processes[name] = self.enter_context(harness.Process(command, stdin=subprocess.PIPE))
        return self._processes[name]

    def _is_seen(self, samples):
        time.sleep(POLL_SECONDS)
        used = f'nodejs_heap_size_used_bytes{{pid="{self._restarted.pid}"}}'
        return self.prometheus.query(f"count_over_time({used}[1h]) >= {samples}")

    def _grows(self, name):
        used = f'process_resident_memory_bytes{{process="{name}"}}'
        started = f'process_start_time_seconds{{process="{name}"}}'
        window = f"[{self._trend}s]"
        return (f"min_over_time({used}{window})"
                f" > min_over_time({used}{window} offset {self._trend}s)"
                f" and {started} < time() - 2 * {self._trend} - 2")


def missing():
    """What is not installed that a scene and its drawing need, or None."""
    if not prometheus_server.is_installed():
        return "there is no prometheus on PATH"
    if not chromium():
        return "there is no chromium on PATH"
    if not os.access(os.environ.get("HOSTILE", ""), os.X_OK):
        return "HOSTILE does not name the program that imitates Node.js (tests/hostile)"
    return None


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser")
