"""Whether worker threads are told apart from the main thread, and are gone when they are gone."""

import unittest

import harness

V8_PAGE = 256 * 1024


class Workers(unittest.TestCase):
    def test_workers_are_counted_apart_from_the_main_isolate_and_leave_nothing_behind(self):
        with harness.Exporter() as exporter, harness.node_target("workers.js") as target:
            with self.subTest("three workers run"):
                self.compare(exporter, target)
            target.proceed()
            with self.subTest("all workers have ended"):
                self.compare(exporter, target)

    def compare(self, exporter, target):
        figures = target.figures()
        scrape = exporter.scrape()
        workers = figures["workers"]
        self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
        self.assertEqual(scrape.value("nodejs_workers", pid=target.pid), len(workers))
        total = scrape.value("nodejs_heap_size_total_bytes", pid=target.pid)
        self.assertAlmostEqual(total, figures["memory"]["heapTotal"], delta=V8_PAGE)
        self.compare_resident(scrape, target.pid, [figures["memory"], *workers])

    def compare_resident(self, scrape, pid, heaps):
        """All heaps together: their objects are in memory, and no more than they have is. A worker
        takes its figures while other threads still run: to a few pages."""
        resident = scrape.value("nodejs_heap_resident_bytes", pid=pid)
        slack = 4 * V8_PAGE * len(heaps)
        self.assertGreater(resident, sum(heap["heapUsed"] for heap in heaps) - slack)
        self.assertLess(resident, sum(heap["heapTotal"] for heap in heaps) + slack)


if __name__ == "__main__":
    harness.main()
