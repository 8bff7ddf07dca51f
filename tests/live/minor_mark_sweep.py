"""A process with --minor-ms has another new space: what then cannot be known is left out."""

import unittest

import harness

WITHHELD = ("nodejs_heap_size_used_bytes", "nodejs_heap_size_limit_bytes")


class MinorMarkSweep(unittest.TestCase):
    def test_heap_total_is_exact_and_used_and_limit_are_absent(self):
        command = [harness.node_path(), "--minor-ms", harness.TARGETS / "rest.js"]
        # The same binary without the flag, before and after: what is known of one must not
        # serve the other.
        with harness.Exporter() as exporter, harness.node_target("rest.js") as plain, \
                harness.Target(command) as target, harness.node_target("rest.js") as other:
            figures = {process: process.figures() for process in (plain, target, other)}
            for scrape in (exporter.scrape(), exporter.scrape()):
                for process, told in figures.items():
                    self.assertEqual(scrape.value("nodejs_heap_size_total_bytes", pid=process.pid),
                                     told["memory"]["heapTotal"])
                for name in WITHHELD:
                    self.assertEqual(scrape.find(name, pid=target.pid), [])
                    self.assertEqual(len(scrape.find(name, pid=plain.pid)), 1)
                    self.assertEqual(len(scrape.find(name, pid=other.pid)), 1)
                self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)


if __name__ == "__main__":
    harness.main()
