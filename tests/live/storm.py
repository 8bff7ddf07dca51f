"""Whether we ever tell nonsense about a process that allocates and collects without pause.

STORM_SCRAPES is how often we look at least; the default is what the claim is about.
"""

import os
import unittest

import harness
import plausible
from plausible import MEBIBYTE

SCRAPES = int(os.environ.get("STORM_SCRAPES", "2000"))
TOTAL_BOUNDS = (MEBIBYTE, 512 * MEBIBYTE)
TRANSIENT = ("gc_running", "inconsistent")


class Storm(unittest.TestCase):
    def test_no_scrape_in_a_storm_of_allocations_holds_an_implausible_value(self):
        self.runs = {"major": 0, "minor": 0}
        scrapes = present = 0
        with harness.Exporter() as exporter, harness.node_target("storm.js") as target:
            target.hear()
            while scrapes < SCRAPES or not self.is_storm():
                scrapes += 1
                present += self.check(exporter.scrape(), target.pid)
            self.assertTrue(target.running())
        print(f"storm: heap figures in {present} of {scrapes} scrapes; collections: {self.runs}")
        # All but a few in practice, but how long a collection takes is up to the machine.
        self.assertGreaterEqual(present, scrapes / 2)

    def is_storm(self):
        return self.runs["minor"] > 10 and self.runs["major"] > 1

    def check(self, scrape, pid):
        """Checks one scrape; returns whether it had heap figures."""
        plausible.check_scrape(self, scrape)
        if not plausible.check_target(self, scrape, pid, TOTAL_BOUNDS):
            self.check_reason(scrape, pid)
            return False
        self.check_heap(scrape, pid)
        self.check_runs(scrape, pid)
        return True

    def check_reason(self, scrape, pid):
        self.assertEqual(scrape.value("heap_exporter_target_up", pid=pid), 0)
        failures = [scrape.value("heap_exporter_target_failures", reason=reason) or 0
                    for reason in TRANSIENT]
        self.assertGreaterEqual(sum(failures), 1)

    def check_heap(self, scrape, pid):
        for name in ("nodejs_heap_size_used_bytes", "nodejs_heap_size_limit_bytes",
                     "nodejs_heap_resident_bytes", "nodejs_off_heap_bytes"):
            self.assertIsNotNone(scrape.value(name, pid=pid), name)
        self.assertLessEqual(scrape.value("nodejs_heap_resident_bytes", pid=pid),
                             scrape.value("nodejs_heap_size_total_bytes", pid=pid))
        self.assertLess(scrape.value("nodejs_external_memory_bytes", pid=pid), 64 * MEBIBYTE)
        self.assertLess(scrape.value("nodejs_off_heap_bytes", pid=pid),
                        scrape.value("process_resident_memory_bytes", pid=pid))

    def check_runs(self, scrape, pid):
        for kind in ("major", "minor"):
            runs = scrape.value("nodejs_gc_runs_total", pid=pid, kind=kind)
            self.assertIsNotNone(runs)
            self.assertGreaterEqual(runs, self.runs[kind], kind)
            self.runs[kind] = runs


if __name__ == "__main__":
    harness.main()
