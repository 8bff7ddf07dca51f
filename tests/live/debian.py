"""Whether a growing heap is told to the byte where V8 is in a shared library: the Node.js of
Debian 12, which is fetched where it is not there."""

import pathlib
import sys
import unittest

import growth
import harness

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "matrix"))
import builds


class Libnode(growth.Arrays):
    def setUp(self):
        if reason := builds.fetch(builds.DEBIAN):
            self.skipTest(f"Debian's Node.js is not to be had: {reason}")

    def start(self, script):
        return harness.Target([*builds.command(builds.DEBIAN), harness.TARGETS / script])

    def compare(self, scrape, pid, figures):
        self.assertIn("/libnode.so.", pathlib.Path(f"/proc/{pid}/maps").read_text())
        super().compare(scrape, pid, figures)


if __name__ == "__main__":
    harness.main()
