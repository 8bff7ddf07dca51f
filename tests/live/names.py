"""Whether a Node is recognised by what it is, not by its file's name or its being there."""

import os
import shutil
import subprocess
import tempfile
import unittest

import harness


class Names(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.binary = os.path.join(folder, "api-gateway")
        shutil.copy(harness.node_path(), self.binary)

    def test_a_renamed_node_is_read(self):
        with harness.Exporter() as exporter, self.renamed_node() as target:
            self.check(exporter, target)

    def test_a_node_whose_binary_was_deleted_is_read_at_first_sight(self):
        with self.renamed_node() as target:
            os.unlink(self.binary)
            with harness.Exporter() as exporter:
                self.check(exporter, target)

    def test_a_node_whose_binary_was_replaced_is_still_read(self):
        with harness.Exporter() as exporter, self.renamed_node() as target:
            self.check(exporter, target)
            os.unlink(self.binary)
            shutil.copy("/bin/true", self.binary)
            self.check_scrape(exporter.scrape(), target)

    def test_a_stripped_node_is_read(self):
        subprocess.run(["strip", "--strip-all", self.binary], check=True)
        with harness.Exporter() as exporter, self.renamed_node() as target:
            self.check(exporter, target)

    def renamed_node(self):
        return harness.node_target("rest.js", node=self.binary)

    def check(self, exporter, target):
        self.memory = target.figures()["memory"]
        self.check_scrape(exporter.scrape(), target)

    def check_scrape(self, scrape, target):
        self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
        self.assertEqual(scrape.value("nodejs_external_memory_bytes", pid=target.pid),
                         self.memory["external"])
        [(labels, _)] = scrape.find("nodejs_version_info", pid=target.pid)
        self.assertEqual(int(labels["major"]), harness.node_version()[0])


if __name__ == "__main__":
    harness.main()
