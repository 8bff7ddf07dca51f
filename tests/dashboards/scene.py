"""What the dashboards and rules are shown: processes among which every series of the exporter occurs, the
exporter, and a Prometheus that has scraped them.

    tests/dashboards/scene.py COMMAND...

runs a command in front of it, with the address of Prometheus in PROMETHEUS_URL. EXPORTER and NODE are
those of tests/live/harness.py.
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
from prometheus_server import PrometheusServer

RULES = sorted((ROOT / "dashboards" / "rules").glob("*.rules.yml"))
DEMO = ROOT / "deploy" / "demo" / "app.js"
GROWING = ROOT / "tests" / "dashboards" / "targets" / "grow.js"
CLOSED = ROOT / "tests" / "bench" / "idle.js"
RESTARTED = harness.TARGETS / "rest.js"
RESTARTS = 3

# Root may look into every process. So that there is one that it may not look into, everything but that
# one runs without this capability: a process that has more than the exporter is closed to it.
WITHOUT_PTRACE = ["setpriv", "--bounding-set=-sys_ptrace", "--"] if os.geteuid() == 0 else []


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
            self.exporter = self.enter_context(harness.Exporter(prefix=WITHOUT_PTRACE))
            self._start_targets()
            server = PrometheusServer(folder, self.exporter.port, RULES)
            self.prometheus = self.enter_context(server)
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
        if WITHOUT_PTRACE:
            self.enter_context(_node(CLOSED, prefix=[]))

    def _restart_one(self):
        for _ in range(RESTARTS):
            with _node(RESTARTED) as target:
                self._wait_until_scraped(target)
        self._wait_until_scraped(self.enter_context(_node(RESTARTED)))

    def _wait_until_scraped(self, target):
        series = f'process_start_time_seconds{{pid="{target.pid}"}}'
        harness.wait_for(lambda: self.prometheus.query(series), series)


def _node(*command, prefix=None):
    prefix = WITHOUT_PTRACE if prefix is None else prefix
    return harness.Process([*prefix, harness.node_path(), *command], stdin=subprocess.PIPE,
                           stdout=subprocess.DEVNULL)


def main(command):
    with Scene() as scene:
        environment = os.environ | {"PROMETHEUS_URL": scene.prometheus.url}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
