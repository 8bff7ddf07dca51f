"""A Node in a mount and a pid namespace of its own, as in a container, seen from outside."""

import os
import pathlib
import tempfile
import unittest

import harness
from processes import wait_for

# A file system that only this process and its children see.
OWN_FILE_SYSTEM = """
mount -t tmpfs tmpfs {folder}
cp {node} {folder}/node
exec {folder}/node {script}
"""


class TargetInNamespaces(harness.Target):
    """The `pid` of such a target is the one that it has outside."""

    def __init__(self, command):
        super().__init__(["unshare", "--mount", "--pid", "--fork", "--mount-proc", *command])
        self._unshare = self.pid

    def wait_until_ready(self):
        children = pathlib.Path(f"/proc/{self._unshare}/task/{self._unshare}/children")
        self.pid = int(wait_for(lambda: children.read_text().split(), "the process inside")[0])

    def stop(self):
        # unshare passes no signal on; the process inside ends with its input, and unshare with it.
        self._child.stdin.close()
        return super().stop()


class Namespaces(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to make namespaces")
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def test_a_node_whose_binary_only_its_own_mounts_show_is_read(self):
        script = OWN_FILE_SYSTEM.format(folder=self.folder, node=harness.node_path(),
                                        script=harness.TARGETS / "rest.js")
        with harness.Exporter() as exporter, TargetInNamespaces(["sh", "-ec", script]) as target:
            memory = target.figures()["memory"]
            self.assertFalse(os.path.exists(f"{self.folder}/node"))
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 1)
            self.assertEqual(scrape.value("nodejs_external_memory_bytes", pid=target.pid),
                             memory["external"])
            [(labels, _)] = scrape.find("heap_exporter_target_info", pid=target.pid)
            self.assertEqual(labels["exe"], f"{self.folder}/node")


if __name__ == "__main__":
    harness.main()
