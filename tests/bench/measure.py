"""Measures and prints the table of run.sh:  measure.py COUNT TOOLS PROM_CLIENT NODE...

TOOLS is the folder of bench_collection, which measures a collection without HTTP, and of
bench_planning; PROM_CLIENT is the folder of the npm package.
"""

import contextlib
import gzip
import http.client
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "live"))

import harness

SCRAPES = 200
ROUNDS = 5
HEADERS = {"Accept": "text/plain;version=0.0.4", "Accept-Encoding": "gzip"}
PROCESS_EXPORTER_CONFIG = r"""
process_names:
  - name: "{{.Comm}}:{{.PID}}"
    cmdline: ['bench/idle\.js']
"""


class IdleNode(harness.Process):
    def __init__(self, node, script="idle.js"):
        super().__init__([node, HERE / script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def wait_until_ready(self):
        assert self._child.stdout.readline() == b"ready\n"


class ProcessExporter(harness.Process):
    """Debian's exporter of process figures, which reads nothing but /proc."""

    def __init__(self, config, *flags):
        super().__init__(["prometheus-process-exporter", "-config.path", config,
                          "-gather-smaps=false", "-web.listen-address", "127.0.0.1:0", *flags],
                         stderr=subprocess.PIPE, text=True)
        self.port = None

    def wait_until_ready(self):
        log = harness.Lines(self._child.stderr)
        self.port = int(log.find(r"Listening on.* address=127\.0\.0\.1:(\d+)").group(1))


class Scraped:
    """An exporter that is scraped over one connection, as Prometheus does, and its CPU time."""

    def __init__(self, process, family):
        """`family` is one of which the exporter tells a series for every target."""
        self.pid = process.pid
        self._family = family
        self._connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=30)
        self._costs = []

    def warm_up(self, count):
        for _ in range(10):
            body = self._get()
        told = gzip.decompress(body).decode().count(f"\n{self._family}{{")
        assert told >= count, f"{self._family}: {told} of {count} targets"

    def scrape(self):
        before = self._cpu_nanoseconds()
        self._get()
        self._costs.append(self._cpu_nanoseconds() - before)

    def mean_milliseconds(self):
        return statistics.mean(self._costs) / 1e6

    def resident_megabytes(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024 / 1e6

    def _get(self):
        self._connection.request("GET", "/metrics", headers=HEADERS)
        response = self._connection.getresponse()
        assert response.status == 200
        return response.read()

    def _cpu_nanoseconds(self):
        # The kernel's CPU clock of another process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime_ns((~self.pid << 3) | 2)


class Table:
    def __init__(self):
        self.missed = 0
        print(f"{'':54} {'measured':>9}      bar")

    def tell(self, what, value, unit):
        print(f"{what:54} {value:9.3f} {unit}")

    def judge(self, what, value, unit, bar, at_least=False):
        met = value >= bar if at_least else value <= bar
        self.missed += not met
        sign = ">=" if at_least else "<="
        print(f"{what:54} {value:9.3f} {unit:2}   {sign} {bar:<6g}  {'met' if met else 'missed'}")


def start_crowd(stack, count, nodes):
    """Starts so many processes, one after the other, of all versions in turn."""
    return [stack.enter_context(IdleNode(nodes[i % len(nodes)])).pid for i in range(count)]


def count_processes():
    return sum(entry.name.isdigit() for entry in pathlib.Path("/proc").iterdir())


def run_tool(path, pids):
    """The figures that a tool prints, a `name value unit` on a line, as {name: (value, unit)}."""
    run = subprocess.run([path, *map(str, pids)], capture_output=True, text=True, check=True)
    figures = {}
    for line in run.stdout.splitlines():
        name, value, unit = line.split()
        figures[name] = (float(value), unit)
    return figures


def medians(tool, arguments):
    """What a tool prints, the median of several runs, as {name: (value, unit)}."""
    runs = [run_tool(tool, arguments) for _ in range(ROUNDS)]
    return {name: (statistics.median(run[name][0] for run in runs), unit)
            for name, (_, unit) in runs[0].items()}


def tell_figures(table, figures, bars):
    for name, (value, unit) in figures.items():
        if name in bars:
            table.judge(name, value, "" if unit == "ratio" else unit, bars[name])
        else:
            table.tell(name, value, unit)


def measure_collection(table, tool, pids):
    tell_figures(table, medians(tool, pids), {"warm_collection_to_bare_calls": 2})


def measure_planning(table, tool, pid, node):
    with IdleNode(node, "crowded.js") as crowded:
        figures = medians(tool, [pid, f"20_workers={crowded.pid}"])
    tell_figures(table, figures, {"planning_known_binary": 150})


def measure_scrapes(table, stack, count):
    config = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())) / "process.yml"
    config.write_text(PROCESS_EXPORTER_CONFIG)
    ours = Scraped(stack.enter_context(harness.Exporter()), "nodejs_heap_size_total_bytes")
    theirs, threadless = [
        Scraped(stack.enter_context(ProcessExporter(config, *flags)),
                "namedprocess_namegroup_num_procs")
        for flags in ([], ["-threads=false"])]
    scrape_in_turn((ours, theirs, threadless), count)
    table.tell("heap_exporter, CPU of a scrape", ours.mean_milliseconds(), "ms")
    for name, other in (("process-exporter, no smaps", theirs),
                        ("process-exporter, no smaps, no threads", threadless)):
        table.tell(f"{name}, CPU of a scrape", other.mean_milliseconds(), "ms")
    table.judge("  process-exporter, no smaps / heap_exporter",
                theirs.mean_milliseconds() / ours.mean_milliseconds(), "", 15, at_least=True)
    table.tell("  process-exporter, no smaps, no threads / ours",
               threadless.mean_milliseconds() / ours.mean_milliseconds(), "")
    table.judge(f"heap_exporter, rss with {count} targets", ours.resident_megabytes(), "MB", 15)
    table.tell(f"process-exporter, rss with {count} targets", theirs.resident_megabytes(), "MB")
    return ours.mean_milliseconds()


def scrape_in_turn(exporters, count):
    for exporter in exporters:
        exporter.warm_up(count)
    for _ in range(SCRAPES):
        for exporter in exporters:
            exporter.scrape()


def measure_prom_client(table, package, node, count, ours):
    run = subprocess.run([node, HERE / "prom_client.js", package], capture_output=True, text=True,
                         check=True)
    cost = float(run.stdout)
    table.tell("prom-client, CPU of register.metrics() in a target", cost, "ms")
    table.tell(f"  of {count} targets / heap_exporter", cost * count / ours, "")


def main():
    count, tools, package, *nodes = sys.argv[1:]
    count = int(count)
    with contextlib.ExitStack() as stack:
        pids = start_crowd(stack, count, nodes)
        print(f"{count} idle Node.js processes of {len(nodes)} versions and {count_processes() - count} "
              "other processes; CPU is user + system")
        table = Table()
        measure_collection(table, f"{tools}/bench_collection", pids)
        measure_planning(table, f"{tools}/bench_planning", pids[0], nodes[2])
        ours = measure_scrapes(table, stack, count)
        measure_prom_client(table, package, nodes[2], count, ours)
    sys.exit(1 if table.missed else 0)


if __name__ == "__main__":
    main()
