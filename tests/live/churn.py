"""Whether a worker's figures are ever those of another thread, while workers start and end without
pause. Each worker's limit tells which one it is; see targets/churn.js.

CHURN_SCRAPES is how often we look, at least 200 times.
"""

import collections
import itertools
import os
import unittest

import harness
import plausible
from plausible import MEBIBYTE
from worker_names import has_names

SCRAPES = int(os.environ.get("CHURN_SCRAPES", "300"))
WORKERS_ENDED = 30  # at least so many while we look
CREW = 4
STEADY = ("env", "MALLOC_ARENA_MAX=1")  # has the exporter's threads share what was freed
WARM_UP = 50  # scrapes after which the exporter has nearly all the memory that it needs
WINDOW = 50  # scrapes
GROWTH = 1.2  # as many times more memory in every window would be too much
LIMIT = "nodejs_worker_heap_size_limit_bytes"


class Crew:
    """What the target has told of its workers."""

    def __init__(self, target):
        self._target = target
        self.main_limit = target.hear()["limit"]
        self.ended = set()
        self._limit_of_none = None  # what the limit of a worker with the number 0 would be
        while self._limit_of_none is None:
            self._hear()

    def hear_all(self):
        while self._target.has_spoken():
            self._hear()

    def number(self, limit):
        """Which worker has this limit; no whole number where none has."""
        return (limit - self._limit_of_none) / MEBIBYTE

    def _hear(self):
        event = self._target.hear()
        if "ended" in event:
            self.ended.add(event["ended"])
            return
        none = event["limit"] - event["ready"] * MEBIBYTE
        if self._limit_of_none not in (None, none):
            raise AssertionError(f"a worker has another limit than it was given: {event}")
        self._limit_of_none = none


class Churn(unittest.TestCase):
    def test_no_worker_is_taken_for_another_thread(self):
        self.labels = labels_of(harness.node_version())
        self.seen = set()
        self.outcomes = collections.Counter()  # scrapes with figures of the main thread, of workers
        self.runs = collections.Counter()
        resident = []
        with harness.Exporter(prefix=STEADY) as exporter, \
                harness.node_target("churn.js", str(CREW)) as target:
            self.crew = Crew(target)
            while len(resident) < SCRAPES or len(self.crew.ended) < WORKERS_ENDED:
                self.crew.hear_all()
                scrape = exporter.scrape()
                self.check(scrape, target.pid)
                resident.append(scrape.value("heap_exporter_process_resident_memory_bytes"))
        print(f"churn: {dict(self.outcomes)} of {len(resident)} scrapes, "
              f"{len(self.seen)} workers seen, {len(self.crew.ended)} ended, "
              f"exporter's rss {resident[WARM_UP] / MEBIBYTE:.1f} to {resident[-1] / MEBIBYTE:.1f} MiB, "
              f"least growth {least_growth(resident):.3f}")
        self.assertGreater(self.outcomes["main"], len(resident) / 2)
        self.assertGreater(self.outcomes["workers"], len(resident) / 2)
        if not harness.is_sanitized():
            self.assertLess(least_growth(resident), GROWTH)

    def check(self, scrape, pid):
        plausible.check_scrape(self, scrape)
        if scrape.value("heap_exporter_target_up", pid=pid) != 1:
            self.assertEqual(scrape.find(LIMIT, pid=pid), [])
            return
        self.outcomes["main"] += 1
        self.assertEqual(scrape.value("nodejs_heap_size_limit_bytes", pid=pid),
                         self.crew.main_limit)
        self.check_runs(scrape, pid)
        numbers = self.check_workers(scrape, pid)
        self.outcomes["workers"] += bool(numbers)
        self.assertEqual(numbers & self.crew.ended, set())
        self.seen |= numbers

    def check_workers(self, scrape, pid):
        """Checks that each worker's figures are its own; returns the numbers of the workers."""
        limits = {labels["worker"]: limit for labels, limit in scrape.find(LIMIT, pid=pid)}
        numbers = {self.crew.number(limit) for limit in limits.values()}
        self.assertEqual(len(numbers), len(limits), limits)
        self.assertLessEqual(len(limits), scrape.value("nodejs_workers", pid=pid))
        for label, limit in limits.items():
            self.assertIn(label, self.labels(self.crew.number(limit)), (limit, limits))
            total = scrape.value("nodejs_worker_heap_size_total_bytes", pid=pid, worker=label)
            used = scrape.value("nodejs_worker_heap_size_used_bytes", pid=pid, worker=label)
            self.assertTrue(0 < used <= total <= limit, (label, used, total, limit))
        return numbers

    def check_runs(self, scrape, pid):
        """Collections are counted of workers that have ended as well."""
        for kind in ("major", "minor"):
            runs = scrape.value("nodejs_gc_runs_total", pid=pid, kind=kind)
            self.assertGreaterEqual(runs, self.runs[kind], kind)
            self.runs[kind] = runs


def least_growth(resident):
    """By what factor memory grew in the window in which it grew least: another process that is
    large makes the exporter take more once, a leak makes it take more again and again."""
    marks = resident[WARM_UP::WINDOW]
    return min(after / before for before, after in itertools.pairwise(marks))


def labels_of(version):
    """A function from a worker's number to the labels that it can have."""
    def labels(number):
        if number % 4 == 1:
            return [f"crew {number:g}"]
        if number % 4 == 2:
            return ["pool", f"pool-{number:g}"]
        return [f"{number:g}"]
    return labels if has_names(version) else lambda number: [f"{number:g}"]


if __name__ == "__main__":
    harness.main()
