"""Whether the systemd unit is sound, keeps from the exporter what it does not need, and leaves it the
right to read what other users' processes have. systemd itself need not run."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import growth
import harness

UNIT = ROOT / "deploy" / "systemd" / "heap_exporter.service"
MAX_EXPOSURE = 2.5  # of 10; what systemd calls "OK" ends at 4
# What the unit's User=, AmbientCapabilities=, CapabilityBoundingSet= and NoNewPrivileges= come to.
AS_THE_UNIT_DOES = ["setpriv", "--reuid=65532", "--regid=65532", "--clear-groups", "--no-new-privs",
                    "--inh-caps=+sys_ptrace", "--ambient-caps=+sys_ptrace",
                    "--bounding-set=-all,+sys_ptrace", "--"]


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True,
                          text=True, timeout=60)


class Systemd(unittest.TestCase):
    def setUp(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze")
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder.chmod(0o755)  # the build directory may be closed to other users
        self.binary = shutil.copy(harness.exporter_path(), self.folder / "heap_exporter")

    def test_the_unit_is_sound(self):
        unit = self.folder / UNIT.name
        unit.write_text(UNIT.read_text().replace("/usr/bin/heap_exporter", str(self.binary)))
        verdict = analyze("verify", unit).stderr
        # The units of this machine that it refers to are none of our business.
        self.assertEqual([line for line in verdict.splitlines() if "heap_exporter" in line], [])

    def test_the_unit_exposes_little(self):
        report = analyze("security", "--offline=true", UNIT)
        exposure = float(re.search(r"Overall exposure level .*: ([0-9.]+)", report.stdout).group(1))
        print(f"exposure {exposure}, of 10")
        self.assertLessEqual(exposure, MAX_EXPOSURE)

    def test_with_the_units_rights_another_users_heap_is_read(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to become another user with a capability")
        exporter = harness.Exporter(binary=self.binary, prefix=AS_THE_UNIT_DOES)
        with exporter, harness.node_target("rest.js") as target:
            figures, scrape = target.in_one_state(exporter.scrape)
            ours = growth.Figures(scrape, target.pid)
            self.assertEqual(ours["heap_exporter_target_up"], 1)
            self.assertEqual(ours["nodejs_heap_size_total_bytes"], figures["memory"]["heapTotal"])


if __name__ == "__main__":
    harness.main()
