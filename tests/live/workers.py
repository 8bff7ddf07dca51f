"""Whether worker threads are told apart from the main thread and from one another, have the figures
that they tell of themselves, and are gone when they are gone."""

import collections
import time
import unittest

import growth
import harness
from worker_names import has_names

V8_PAGE = 256 * 1024
WORKERS = 4
FAMILIES = ("nodejs_worker_heap_size_total_bytes", "nodejs_worker_heap_size_used_bytes",
            "nodejs_worker_heap_size_limit_bytes")


def labels_of(workers):
    """{label: worker}: its name or, where it has none, its thread id; both where a name is shared."""
    count = collections.Counter(worker.get("name") for worker in workers)
    labels = {}
    for worker in workers:
        name, thread_id = worker.get("name"), str(worker["threadId"])
        if name is None or not has_names(harness.node_version()):
            labels[thread_id] = worker
        else:
            labels[name if count[name] == 1 else f"{name}-{thread_id}"] = worker
    return labels


class Workers(unittest.TestCase):
    def test_workers_are_told_apart_and_leave_nothing_behind(self):
        with harness.Exporter() as exporter, harness.node_target("workers.js") as target:
            with self.subTest("workers run"):
                self.assertEqual(len(self.compare(exporter, target)), WORKERS)
            target.proceed()
            with self.subTest("all workers have ended"):
                self.assertEqual(self.compare(exporter, target), [])

    def compare(self, exporter, target):
        """Compares all heaps, and returns what the target tells of its workers."""
        figures, scrape = target.in_one_state(exporter.scrape)
        workers = figures.get("workers", [])
        self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
        self.assertEqual(scrape.value("nodejs_workers", pid=target.pid), len(workers))
        self.compare_heap(figures, *(scrape.value(name.replace("_worker", ""), pid=target.pid)
                                     for name in FAMILIES))
        self.compare_workers(scrape, target.pid, labels_of(workers))
        self.compare_resident(scrape, target.pid, [figures["memory"],
                                                   *(worker["memory"] for worker in workers)])
        self.check_pauses(scrape, target.pid)
        return workers

    def compare_workers(self, scrape, pid, workers):
        ours = collections.defaultdict(list)
        for name in FAMILIES:
            for labels, value in scrape.find(name, pid=pid):
                ours[labels["worker"]].append(value)
        self.assertEqual(ours.keys(), workers.keys())
        for label, values in ours.items():
            self.compare_heap(workers[label], *values)

    def compare_heap(self, figures, total, used, limit):
        told = figures["memory"]
        self.assertEqual(total, told["heapTotal"])
        self.assertEqual(limit, figures["limit"])
        self.assertAlmostEqual(used, told["heapUsed"],
                               delta=growth.used_tolerance(told["heapUsed"]))

    def compare_resident(self, scrape, pid, heaps):
        """All heaps together: their objects are in memory, and no more than they have is. Each
        thread allocates a little after it has taken its figures: to a few pages."""
        resident = scrape.value("nodejs_heap_resident_bytes", pid=pid)
        slack = 4 * V8_PAGE * len(heaps)
        self.assertGreater(resident, sum(heap["heapUsed"] for heap in heaps) - slack)
        self.assertLess(resident, sum(heap["heapTotal"] for heap in heaps) + slack)

    def check_pauses(self, scrape, pid):
        """No thread has collected garbage for longer than the process is there."""
        age = time.time() - scrape.value("process_start_time_seconds", pid=pid)
        for _, seconds in scrape.find("nodejs_gc_pause_seconds_total", pid=pid):
            self.assertGreater(seconds, 0)
            self.assertLess(seconds, (1 + WORKERS) * (age + 1))


if __name__ == "__main__":
    harness.main()
