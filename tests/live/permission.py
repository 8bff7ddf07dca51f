"""What an exporter without rights tells: what everybody may know, and a reason for the rest."""

import os
import pathlib
import shutil
import tempfile
import unittest

import harness

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]


class Permission(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to start the exporter as another user")
        # The build directory may be closed to other users.
        folder = self.enterContext(tempfile.TemporaryDirectory())
        os.chmod(folder, 0o755)
        self.binary = shutil.copy(harness.exporter_path(), pathlib.Path(folder) / "heap_exporter")

    def test_another_users_node_has_process_figures_and_a_reason(self):
        exporter = harness.Exporter(binary=self.binary, prefix=NOBODY)
        with exporter, harness.node_target("rest.js") as target:
            figures = target.figures()
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid), 0)
            self.assertGreaterEqual(
                scrape.value("heap_exporter_target_failures", reason="permission_denied"), 1)
            self.assertIsNone(scrape.value("nodejs_heap_size_total_bytes", pid=target.pid))
            self.assertIsNone(scrape.value("nodejs_off_heap_bytes", pid=target.pid))
            resident = scrape.value("process_resident_memory_bytes", pid=target.pid)
            self.assertAlmostEqual(resident, figures["memory"]["rss"], delta=0.01 * resident)


if __name__ == "__main__":
    harness.main()
