"""Whether our figures equal, to the byte, those that V8 itself works out from the same memory.

A target rests in different states of its heap. In each V8's own functions, which Node.js exports,
run in an emulator on a copy of its memory, and the exporter is scraped.
"""

import os
import platform
import sys
import unittest

import harness
from learning import isolate
from learning.memory import Memory
from learning.symbols import NodeModule

_SYSTEM_PYTHON = "/usr/bin/python3"
_FLAGS = ("--expose-gc", "--max-semi-space-size=8", "--max-old-space-size=128")
_ATTEMPTS = 10

# v8::HeapStatistics and v8::HeapSpaceStatistics, include/v8-statistics.h: words in their order.
_HEAP_WORDS = {"total": 0, "used": 4, "limit": 5, "external": 7}
_SPACE_WORDS = {"total": 1, "used": 2, "available": 3, "physical": 4}
_STATISTICS_WORDS = 16


class Oracle:
    """What V8 says of the main isolate of a process that is at rest."""

    def __init__(self, pid):
        from emulator import Emulator
        with Memory(pid) as memory:
            self._module = NodeModule(memory)
            self._isolate = isolate.find_isolate(memory, self._module)
            self._emulator = Emulator(memory)
            self.heap = self._heap()
            self.spaces = self._spaces()

    def _heap(self):
        self._call("_ZN2v87Isolate17GetHeapStatisticsEPNS_14HeapStatisticsE", self._emulator.RESULT)
        words = self._emulator.result(_STATISTICS_WORDS)
        return {name: words[index] for name, index in _HEAP_WORDS.items()}

    def _spaces(self):
        """{name: {figure: bytes}}"""
        spaces = {}
        for index in range(self._call("_ZN2v87Isolate18NumberOfHeapSpacesEv")):
            self._call("_ZN2v87Isolate22GetHeapSpaceStatisticsEPNS_19HeapSpaceStatisticsEm",
                       self._emulator.RESULT, index)
            words = self._emulator.result(_STATISTICS_WORDS)
            name = self._emulator.text(words[0]).removesuffix("_space")
            spaces[name] = {figure: words[word] for figure, word in _SPACE_WORDS.items()}
        return spaces

    def _call(self, symbol, *arguments):
        return self._emulator.call(self._module.address(symbol), self._isolate, *arguments)


class SameState(unittest.TestCase):
    def test_figures_equal_those_of_v8_on_the_same_memory(self):
        states = 0
        with harness.Exporter() as exporter, self.start_target() as target:
            while state := target.hear(120)["state"]:
                target.wait_until_blocked()
                with self.subTest(state):
                    ours, oracle = self.look(exporter, target)
                    self.compare(ours, oracle)
                states += 1
                self.finish_state(target)
        print(f"{states} states")
        self.assertGreater(states, 10)

    def start_target(self):
        return harness.Target([harness.node_path(), *_FLAGS, harness.TARGETS / "calibrate.js"])

    def finish_state(self, target):
        target.proceed()
        target.hear()
        target.wait_until_blocked()
        target.proceed()

    def look(self, exporter, target):
        """Our figures and V8's. They count when ours were the same before and after: threads of V8
        may wake up though the target is blocked."""
        for _ in range(_ATTEMPTS):
            before = Figures(exporter.scrape(), target.pid)
            oracle = Oracle(target.pid)
            after = Figures(exporter.scrape(), target.pid)
            if before == after:
                return after, oracle
            target.wait_until_blocked()
        raise AssertionError("the target does not come to rest")

    def compare(self, ours, oracle):
        self.assertEqual(ours.heap, oracle.heap)
        self.assertLessEqual({"new", "old", "code", "large_object"}, ours.spaces.keys())
        for name, figures in ours.spaces.items():
            theirs = {figure: oracle.spaces[name][figure] for figure in figures}
            self.assertEqual(figures, theirs, name)
        for name in oracle.spaces.keys() - ours.spaces.keys():
            self.assertEqual(oracle.spaces[name]["total"], 0, name)


class Figures:
    """What the exporter says of the same. `spaces` has only the figures that it gives."""

    _HEAP = {"total": "nodejs_heap_size_total_bytes", "used": "nodejs_heap_size_used_bytes",
             "limit": "nodejs_heap_size_limit_bytes", "external": "nodejs_external_memory_bytes"}

    def __init__(self, scrape, pid):
        self.heap = {figure: scrape.value(name, pid=pid) for figure, name in self._HEAP.items()}
        self.spaces = {}
        for figure in _SPACE_WORDS:
            for labels, value in scrape.find(f"nodejs_heap_space_size_{figure}_bytes", pid=pid):
                self.spaces.setdefault(labels["space"], {})[figure] = value

    def __eq__(self, other):
        return self.heap == other.heap and self.spaces == other.spaces


def main():
    if platform.machine() != "x86_64":
        skip("only x86-64 is emulated")
    try:
        import unicorn  # noqa: F401
    except ImportError:
        # Debian's package is that of the system's Python, which need not be the one that runs us.
        if os.path.realpath(sys.executable) == os.path.realpath(_SYSTEM_PYTHON):
            skip("no unicorn; Debian's package is python3-unicorn")
        if not os.access(_SYSTEM_PYTHON, os.X_OK):
            skip(f"no unicorn, and no {_SYSTEM_PYTHON} that may have it")
        os.execv(_SYSTEM_PYTHON, [_SYSTEM_PYTHON, *sys.argv])
    harness.main()


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(harness.SKIPPED)


if __name__ == "__main__":
    main()
