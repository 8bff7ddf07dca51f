"""Whether a Node that turns into something else is noticed at once; its pid and start time stay."""

import unittest

import harness


class ExecOutOfNode(unittest.TestCase):
    def setUp(self):
        if harness.node_version() < (22, 15):
            self.skipTest("process.execve exists from Node 22.15 on")

    def test_a_node_that_becomes_another_program_is_gone_in_the_next_scrape(self):
        with harness.Exporter() as exporter, self.node_to_become("/bin/cat") as target:
            target.figures()
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
            target.proceed()
            harness.wait_for(lambda: target.command_name() == "cat", "the target to become cat")
            self.assertEqual(exporter.scrape().names_with(pid=target.pid), set())

    def test_a_node_that_becomes_a_node_again_is_read_anew(self):
        rest = [harness.node_path(), harness.TARGETS / "rest.js"]
        with harness.Exporter() as exporter, self.node_to_become(*rest) as target:
            before = self.compare(exporter, target)
            target.proceed()
            after = self.compare(exporter, target)
            self.assertGreater(before, after + 30e6)

    def node_to_become(self, *command):
        return harness.node_target("become.js", *command)

    def compare(self, exporter, target):
        """Compares the heap total with the target's own and returns it."""
        figures, scrape = target.in_one_state(exporter.scrape)
        total = scrape.value("nodejs_heap_size_total_bytes", pid=target.pid)
        self.assertEqual(total, figures["memory"]["heapTotal"])
        return total


if __name__ == "__main__":
    harness.main()
