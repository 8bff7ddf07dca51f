"""What is told of a process that collects garbage most of the time, because it is made to. Ends only
when there were figures and collections."""

import unittest

import harness
import plausible

SCRAPES = 200
PRESENT = 10
RUNS = 10


class ForcedCollections(unittest.TestCase):
    def test_whatever_is_told_lies_between_the_bounds_that_the_process_knows(self):
        self.runs = scrapes = present = 0
        command = [harness.node_path(), "--expose-gc", harness.TARGETS / "collections.js"]
        with harness.Exporter() as exporter, harness.Target(command) as target:
            bounds = target.hear()
            while scrapes < SCRAPES or present < PRESENT or self.runs < RUNS:
                scrapes += 1
                present += self.check(exporter.scrape(), target.pid, bounds)
            self.assertTrue(target.running())
        print(f"forced collections: figures in {present} of {scrapes} scrapes, "
              f"{self.runs:g} mark-compacts")

    def check(self, scrape, pid, bounds):
        """Checks one scrape; returns whether it had heap figures."""
        plausible.check_scrape(self, scrape)
        if not plausible.check_target(self, scrape, pid, total=bounds["total"]):
            return False
        self.check_bounds(scrape.value("nodejs_heap_size_used_bytes", pid=pid), bounds["used"])
        self.check_bounds(scrape.value("nodejs_array_buffers_bytes", pid=pid),
                          bounds["array_buffers"])
        runs = scrape.value("nodejs_gc_runs_total", pid=pid, kind="major")
        self.assertGreaterEqual(runs, self.runs)
        self.runs = runs
        return True

    def check_bounds(self, value, bounds):
        self.assertIsNotNone(value)
        self.assertTrue(bounds[0] <= value <= bounds[1], (value, bounds))


if __name__ == "__main__":
    harness.main()
