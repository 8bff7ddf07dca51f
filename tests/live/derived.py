"""What is told of a V8 that has no row: each version of the test is read as if it had none.

DERIVE_HEAP names the program that reads a process so.
"""

import os
import subprocess
import unittest

import harness

USED_TOLERANCE = 64 * 1024


def derive(pid):
    command = [os.environ["DERIVE_HEAP"], str(pid), os.path.realpath(harness.node_path())]
    run = subprocess.run([*harness.emulator(), *command], capture_output=True, text=True)
    if run.returncode != 0:
        raise AssertionError(run.stderr)
    return {name: int(value) for name, value in (line.split() for line in run.stdout.splitlines())}


class Derived(unittest.TestCase):
    def test_total_and_the_use_of_old_and_large_spaces_are_the_process_own(self):
        with harness.node_target("rest.js") as target:
            figures, derived = target.in_one_state(lambda: derive(target.pid))
        self.assertEqual(derived["total"], figures["memory"]["heapTotal"])
        spaces = {space["space_name"].removesuffix("_space"): space for space in figures["spaces"]}
        for name, space in spaces.items():
            if f"{name}.total" in derived:
                self.assertEqual(derived[f"{name}.total"], space["space_size"], name)
            if f"{name}.used" in derived:
                self.assertAlmostEqual(derived[f"{name}.used"], space["space_used_size"],
                                       delta=USED_TOLERANCE, msg=name)
        self.assertTrue({"old.used", "code.used", "large_object.used"} <= derived.keys(), derived)
        self.assertNotIn("new.used", derived)


if __name__ == "__main__":
    harness.main()
