"""A process with 50,000 mappings, which the library named by MANY_MAPPINGS makes."""

import os
import pathlib
import unittest

import harness

LOOKS = 5


class Mappings(unittest.TestCase):
    def test_a_process_with_very_many_mappings_has_its_figures(self):
        command = ["env", f"LD_PRELOAD={os.environ['MANY_MAPPINGS']}", harness.node_path(),
                   harness.TARGETS / "rest.js"]
        with harness.Exporter() as exporter, harness.Target(command) as target:
            figures, scrapes = target.in_one_state(
                lambda: [exporter.scrape() for _ in range(LOOKS)])
            lines = pathlib.Path(f"/proc/{target.pid}/maps").read_text().count("\n")
        self.assertGreater(lines, 50000)
        for scrape in scrapes:
            seconds = scrape.value("heap_exporter_scrape_duration_seconds")
            print(f"a scrape with {lines} mappings in a target took {seconds * 1000:.1f} ms")
            for name, figure in (("heap_size_total", "heapTotal"), ("external_memory", "external")):
                self.assertEqual(scrape.value(f"nodejs_{name}_bytes", pid=target.pid),
                                 figures["memory"][figure], name)


if __name__ == "__main__":
    harness.main()
