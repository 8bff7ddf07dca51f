"""Tells what looking at hostile processes costs the exporter:  hostile_cost.py HOSTILE [MAJOR.MINOR...]

EXPORTER names the exporter's binary, HOSTILE is the program of tests/hostile. For each poison, the CPU
time of the first scrape that sees the process, and the worst and the mean of later ones, each less what
a scrape costs without that process. No other process should start or end meanwhile, as in

    unshare --pid --fork --mount-proc python3 tests/bench/hostile_cost.py HOSTILE
"""

import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "live"))

import harness

VERSIONS = ("8.4", "10.2", "12.4", "14.6")
SCRAPES = 30
BAR_MILLISECONDS = 5
SHOWN = 15


class Imitation(harness.Target):
    def __init__(self, program, poison, v8):
        super().__init__([program, poison, v8])

    def wait_until_ready(self):
        self.hear()


def cpu_milliseconds(pid):
    # The kernel's CPU clock of another process, as clock_getcpuclockid(3) makes it.
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e6


def cost_of_scrape(exporter):
    before = cpu_milliseconds(exporter.pid)
    exporter.text()
    return cpu_milliseconds(exporter.pid) - before


def cost_of_poison(program, poison, v8):
    """First, worst later and mean later milliseconds."""
    with harness.Exporter() as exporter:
        without = statistics.median(cost_of_scrape(exporter) for _ in range(SCRAPES))
        with Imitation(program, poison, v8):
            costs = [cost_of_scrape(exporter) - without for _ in range(SCRAPES)]
    return costs[0], max(costs[1:]), statistics.mean(costs[1:])


def main():
    program, *versions = sys.argv[1:]
    poisons = subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    costs = {(poison, v8): cost_of_poison(program, poison, v8)
             for v8 in versions or VERSIONS for poison in poisons}
    print(f"{'poison':30} {'V8':5} {'first':>8} {'worst later':>12} {'mean later':>11}  ms of CPU")
    worst_first = sorted(costs.items(), key=lambda item: max(item[1]), reverse=True)
    for (poison, v8), (first, worst, mean) in worst_first[:SHOWN]:
        print(f"{poison:30} {v8:5} {first:8.2f} {worst:12.2f} {mean:11.2f}")
    above = sum(max(cost) > BAR_MILLISECONDS for cost in costs.values())
    print(f"{above} of {len(costs)} above {BAR_MILLISECONDS} ms")


if __name__ == "__main__":
    main()
