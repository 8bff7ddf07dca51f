"""Whether a process that turns into a Node is found at once; its pid and start time stay."""

import unittest

import harness


class ExecIntoNode(unittest.TestCase):
    def test_a_shell_that_becomes_a_node_is_found_by_the_next_scrape(self):
        node = [harness.node_path(), harness.TARGETS / "rest.js"]
        shell = ["sh", "-c", 'read _ && exec "$0" "$1"', *node]
        with harness.Exporter() as exporter, harness.Target(shell) as target:
            for _ in range(2):
                self.assertEqual(exporter.scrape().names_with(pid=target.pid), set())
            target.proceed()
            figures = target.figures()
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
            self.assertEqual(scrape.value("nodejs_external_memory_bytes", pid=target.pid),
                             figures["memory"]["external"])


if __name__ == "__main__":
    harness.main()
