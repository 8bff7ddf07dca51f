"""What the dashboards and rules are shown: processes among which every series of the exporter occurs, an
exporter with and one without the label pid, and a Prometheus that scrapes both.

    tests/dashboards/scene.py COMMAND...

runs a command in front of it, with the address of Prometheus in PROMETHEUS_URL. EXPORTER and NODE are
those of tests/live/harness.py; HOSTILE names the program that imitates Node.js (tests/hostile).
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
sys.path[1:1] = [str(ROOT / "tests" / "live"), str(ROOT / "tests" / "e2e")]

import harness
from limited_cgroup import limited_cgroup, processes_file
from prometheus_server import PrometheusServer, config_for

RULES = sorted((ROOT / "dashboards" / "rules").glob("*.rules.yml"))
DEMO = ROOT / "deploy" / "demo" / "app.js"
GROWING = ROOT / "tests" / "dashboards" / "targets" / "grow.js"
RESTARTED = harness.TARGETS / "rest.js"
RESTARTS = 3
UNREADABLE = ("v8_of_the_future", "12.4")


class Scene(contextlib.ExitStack):
    """Plays from the beginning to the end of the `with` block.

    missing  {metric: reason} for the metrics that this machine does not let us have
    """

    def __init__(self):
        super().__init__()
        self.missing = {}
        self.exporter = None
        self.prometheus = None

    def __enter__(self):
        super().__enter__()
        with self._closing_on_failure():
            folder = self.enter_context(tempfile.TemporaryDirectory())
            self._start_targets()
            self.exporter = self.enter_context(harness.Exporter())
            by_name = self.enter_context(harness.Exporter("--no-labels.pid"))
            config = config_for([self.exporter, by_name], RULES)
            self.prometheus = self.enter_context(PrometheusServer(folder, config))
            self._restart_one()
        return self

    @contextlib.contextmanager
    def _closing_on_failure(self):
        """Without it nobody would end what was started before something else failed to start."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _start_targets(self):
        cgroup = self.enter_context(limited_cgroup())
        demo = self.enter_context(_node(DEMO))
        if cgroup:
            processes_file(cgroup).write_text(str(demo.pid))
        else:
            reason = "no cgroup with a memory limit can be made here"
            self.missing["cgroup_memory_limit_bytes"] = reason
            self.missing["cgroup_memory_usage_bytes"] = reason
        self.enter_context(_node(GROWING))
        self.enter_context(harness.Target([os.environ["HOSTILE"], *UNREADABLE]))

    def _restart_one(self):
        for _ in range(RESTARTS):
            with _node(RESTARTED) as target:
                self._wait_until_scraped(target)
        self._wait_until_scraped(self.enter_context(_node(RESTARTED)))

    def _wait_until_scraped(self, target):
        series = f'process_start_time_seconds{{pid="{target.pid}"}}'
        harness.wait_for(lambda: self.prometheus.query(series), series)


def _node(script):
    return harness.Process([harness.node_path(), script], stdin=subprocess.PIPE,
                           stdout=subprocess.DEVNULL)


def main(command):
    with Scene() as scene:
        environment = os.environ | {"PROMETHEUS_URL": scene.prometheus.url}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
