"""Whether processes that lay poison in their memory harm the exporter or what it tells of others.

   hostile.py Alone      each of them is the first process of its binary that the exporter sees
   hostile.py Together   all at once, beside honest processes

HOSTILE names the program that imitates Node.js (tests/hostile); it imitates the V8 of NODE.
"""

import collections
import contextlib
import os
import subprocess
import unittest

import harness
import plausible

LOOKS = 2
OTHER_OUTCOMES = ("figures", "either", "refused")


class Imitation(harness.Target):
    """`told` is what it says of itself, and what is to be made of it: "figures", "either", "refused",
    or for which reason it is refused."""

    def __init__(self, poison, v8):
        super().__init__([os.environ["HOSTILE"], poison, v8])
        self.poison = poison
        self.told = None

    def wait_until_ready(self):
        self.told = self.hear()


def v8_of_node():
    command = [harness.node_path(), "-p", "process.versions.v8"]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return ".".join(version.split(".")[:2])


def poisons():
    run = subprocess.run([os.environ["HOSTILE"]], capture_output=True, text=True, check=True)
    return run.stdout.split()


class Hostile(unittest.TestCase):
    """What must hold of an imitation."""

    def setUp(self):
        self.v8 = v8_of_node()

    def imitate(self, poison="none"):
        return Imitation(poison, self.v8)

    def check_hostile(self, scrape, hostile):
        is_up = plausible.check_target(self, scrape, hostile.pid)
        self.assertIsNotNone(is_up, "a hostile process is a target, whatever it does")
        if hostile.told["outcome"] == "figures":
            self.assertTrue(is_up)
            self.check_sizes(scrape, hostile)
        elif hostile.told["outcome"] != "either":
            self.assertFalse(is_up)

    def check_reasons(self, scrape, hostiles):
        """At least: others on this machine may fail too."""
        wanted = collections.Counter(hostile.told["outcome"] for hostile in hostiles)
        for reason in wanted.keys() - set(OTHER_OUTCOMES):
            failures = scrape.value("heap_exporter_target_failures", reason=reason)
            self.assertGreaterEqual(failures or 0, wanted[reason], reason)

    def check_honest(self, scrape, honest):
        self.check_sizes(scrape, honest)
        for name in ("external_memory", "array_buffers"):
            self.assertEqual(scrape.value(f"nodejs_{name}_bytes", pid=honest.pid),
                             honest.told[name], name)
        self.assertEqual(scrape.value("nodejs_workers", pid=honest.pid), 2)

    def check_sizes(self, scrape, target):
        for name in ("heap_size_total", "heap_size_used"):
            self.assertEqual(scrape.value(f"nodejs_{name}_bytes", pid=target.pid),
                             target.told[name], name)


class Alone(Hostile):
    def test_no_poison_harms_the_exporter_or_what_it_tells_of_the_next_process(self):
        names = poisons()
        self.assertGreater(len(names), 20)
        for name in names:
            with self.subTest(name), harness.Exporter() as exporter, self.imitate(name) as hostile:
                self.look(exporter, hostile)
                with self.imitate() as honest:
                    self.check_honest(self.look(exporter, hostile), honest)
                self.assertTrue(hostile.running())

    def look(self, exporter, hostile):
        for _ in range(LOOKS):
            scrape = exporter.scrape()
            plausible.check_scrape(self, scrape)
            self.check_hostile(scrape, hostile)
            self.check_reasons(scrape, [hostile])
        return scrape


class Together(Hostile):
    def test_all_poisons_at_once_harm_neither_the_exporter_nor_what_it_tells_of_others(self):
        with contextlib.ExitStack() as stack:
            node = stack.enter_context(harness.node_target("rest.js"))
            exporter = stack.enter_context(harness.Exporter())
            honest = stack.enter_context(self.imitate())
            self.check_honest(exporter.scrape(), honest)
            hostiles = [stack.enter_context(self.imitate(name)) for name in poisons()]
            memory, scrapes = node.in_one_state(lambda: self.look(exporter, honest, hostiles))
            for scrape in scrapes:
                self.check_node(scrape, node, memory["memory"])
            for hostile in hostiles:
                self.assertTrue(hostile.running())

    def look(self, exporter, honest, hostiles):
        scrapes = [exporter.scrape() for _ in range(LOOKS)]
        for scrape in scrapes:
            plausible.check_scrape(self, scrape)
            self.check_honest(scrape, honest)
            self.check_reasons(scrape, hostiles)
            for hostile in hostiles:
                with self.subTest(hostile.poison):
                    self.check_hostile(scrape, hostile)
        return scrapes

    def check_node(self, scrape, node, memory):
        for name, figure in (("heap_size_total", "heapTotal"), ("external_memory", "external"),
                             ("array_buffers", "arrayBuffers")):
            self.assertEqual(scrape.value(f"nodejs_{name}_bytes", pid=node.pid), memory[figure])


if __name__ == "__main__":
    harness.main()
