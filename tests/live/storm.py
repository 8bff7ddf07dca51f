"""Whether we ever tell nonsense about a process that allocates and collects without pause.

STORM_SCRAPES is how often we look; the default is what the claim is about.
"""

import math
import os
import unittest

import harness

SCRAPES = int(os.environ.get("STORM_SCRAPES", "2000"))
MEBIBYTE = 1024 * 1024
TRANSIENT = ("gc_running", "inconsistent")


class Storm(unittest.TestCase):
    def test_no_scrape_in_a_storm_of_allocations_holds_an_implausible_value(self):
        self.runs = {}
        present = 0
        with harness.Exporter() as exporter, harness.node_target("storm.js") as target:
            target.hear()
            for _ in range(SCRAPES):
                present += self.check(exporter.scrape(), target.pid)
            self.assertTrue(target.running())
        print(f"storm: heap figures in {present} of {SCRAPES} scrapes; collections: {self.runs}")
        self.assertGreaterEqual(present, 0.9 * SCRAPES)
        self.assertGreater(self.runs["minor"], 10)
        self.assertGreater(self.runs["major"], 1)

    def check(self, scrape, pid):
        """Checks one scrape; returns whether it had heap figures."""
        for key, value in scrape.series.items():
            self.assertTrue(math.isfinite(value) and value >= 0, (key, value))
        if scrape.value("heap_exporter_target_up", pid=pid) == 0:
            self.check_reason(scrape, pid)
            return False
        self.check_heap(scrape, pid)
        self.check_runs(scrape, pid)
        return True

    def check_reason(self, scrape, pid):
        self.assertIsNone(scrape.value("nodejs_heap_size_total_bytes", pid=pid))
        failures = [scrape.value("heap_exporter_target_failures", reason=reason) or 0
                    for reason in TRANSIENT]
        self.assertGreaterEqual(sum(failures), 1)

    def check_heap(self, scrape, pid):
        def figure(name):
            value = scrape.value(name, pid=pid)
            self.assertIsNotNone(value, name)
            return value

        total = figure("nodejs_heap_size_total_bytes")
        resident = figure("process_resident_memory_bytes")
        self.assertLessEqual(figure("nodejs_heap_size_used_bytes"), total)
        self.assertLessEqual(total, figure("nodejs_heap_size_limit_bytes") + 16 * MEBIBYTE)
        self.assertTrue(MEBIBYTE <= total <= 512 * MEBIBYTE, total)
        self.assertLessEqual(figure("nodejs_heap_resident_bytes"), total)
        self.assertLess(figure("nodejs_off_heap_bytes"), resident)
        self.assertLess(figure("nodejs_external_memory_bytes"), 64 * MEBIBYTE)
        self.check_spaces(scrape, pid, total)

    def check_spaces(self, scrape, pid, total):
        spaces = scrape.find("nodejs_heap_space_size_total_bytes", pid=pid)
        self.assertEqual(sum(size for _, size in spaces), total)
        for labels, size in spaces:
            used = scrape.value("nodejs_heap_space_size_used_bytes", pid=pid, space=labels["space"])
            if used is not None:
                self.assertLessEqual(used, size, labels)

    def check_runs(self, scrape, pid):
        for kind in ("major", "minor"):
            runs = scrape.value("nodejs_gc_runs_total", pid=pid, kind=kind)
            self.assertIsNotNone(runs)
            self.assertGreaterEqual(runs, self.runs.get(kind, 0), kind)
            self.runs[kind] = runs


if __name__ == "__main__":
    harness.main()
