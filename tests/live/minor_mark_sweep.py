"""A process with --minor-ms has another new space: what then cannot be known is left out."""

import unittest

import harness

WITHHELD = ("nodejs_heap_size_used_bytes", "nodejs_heap_size_limit_bytes")


class MinorMarkSweep(unittest.TestCase):
    def test_heap_total_is_exact_and_used_and_limit_are_absent(self):
        command = [*harness.emulator(), harness.node_path(), "--minor-ms",
                   harness.TARGETS / "rest.js"]
        # The same binary without the flag, before and after: what is known of one must not
        # serve the other.
        with harness.Exporter() as exporter, harness.node_target("rest.js") as plain, \
                harness.Target(command) as target, harness.node_target("rest.js") as other:
            for process in (plain, target, other, plain, target):
                figures, scrape = process.in_one_state(exporter.scrape)
                self.assertEqual(scrape.value("nodejs_heap_size_total_bytes", pid=process.pid),
                                 figures["memory"]["heapTotal"])
                self.assertEqual(scrape.value("heap_exporter_target_up", pid=process.pid), 1)
                for name in WITHHELD:
                    self.assertEqual(len(scrape.find(name, pid=process.pid)), process is not target)


if __name__ == "__main__":
    harness.main()
