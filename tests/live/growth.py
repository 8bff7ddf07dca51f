"""Whether our figures equal those that a growing process tells of itself, step by step.

   growth.py Arrays    a heap that grows
   growth.py Buffers   memory outside the heap that grows
"""

import unittest

import harness

MEGABYTE = 1000 * 1000
# What else of a process grows. An emulator keeps what it has translated.
GROWTH_BESIDES = (16 if harness.emulator() else 4) * MEGABYTE


def used_tolerance(used):
    return max(400 * 1000, used * 0.005)


def compare_heap(test, ours, figures):
    """The main thread's heap and what it holds outside of it: to the byte, but for heap used."""
    memory = figures["memory"]
    test.assertEqual(ours["heap_exporter_target_up"], 1)
    test.assertEqual(ours["nodejs_heap_size_total_bytes"], memory["heapTotal"])
    test.assertEqual(ours["nodejs_heap_size_limit_bytes"], figures["limit"])
    test.assertEqual(ours["nodejs_external_memory_bytes"], memory["external"])
    if "arrayBuffers" in memory:  # from Node.js 12.17 and 13.9 on
        test.assertEqual(ours["nodejs_array_buffers_bytes"], memory["arrayBuffers"])
    test.assertAlmostEqual(ours["nodejs_heap_size_used_bytes"], memory["heapUsed"],
                           delta=used_tolerance(memory["heapUsed"]))


class Growth(unittest.TestCase):
    """Compares every step of a target."""

    def start(self, script):
        return harness.node_target(script)

    def compare_steps(self, script, count):
        steps = []
        with harness.Exporter() as exporter, self.start(script) as target:
            for step in range(count):
                figures, scrape = target.in_one_state(exporter.scrape)
                with self.subTest(step=step):
                    self.compare(scrape, target.pid, figures)
                steps.append(Figures(scrape, target.pid))
                target.proceed()
        return steps

    def compare(self, scrape, pid, figures):
        ours, memory = Figures(scrape, pid), figures["memory"]
        compare_heap(self, ours, figures)
        self.assertAlmostEqual(ours["process_resident_memory_bytes"], memory["rss"],
                               delta=memory["rss"] * 0.01)
        self.assertEqual(scrape.value("system_memory_total_bytes"), figures["totalmem"])
        self.compare_labels(scrape, pid)
        self.compare_sizes(scrape, pid, figures)
        self.compare_space_use(scrape, pid, figures)

    def compare_labels(self, scrape, pid):
        for name in ("nodejs_heap_size_total_bytes", "process_resident_memory_bytes"):
            [(labels, _)] = scrape.find(name, pid=pid)
            self.assertEqual(set(labels), {"pid", "process"})
            self.assertTrue(labels["process"])

    def compare_sizes(self, scrape, pid, figures):
        """Heap total and the sizes of the spaces: to the byte."""
        ours = {"all": scrape.value("nodejs_heap_size_total_bytes", pid=pid)}
        theirs = {"all": figures["memory"]["heapTotal"]} | space_figures(figures, "space_size")
        for labels, size in scrape.find("nodejs_heap_space_size_total_bytes", pid=pid):
            ours[labels["space"]] = size
        self.assertTrue({"new", "old", "code", "large_object"} <= ours.keys(), ours)
        self.assertEqual(ours, {name: theirs[name] for name in ours})

    def compare_space_use(self, scrape, pid, figures):
        used = space_figures(figures, "space_used_size")
        for labels, size in scrape.find("nodejs_heap_space_size_used_bytes", pid=pid):
            space = labels["space"]
            self.assertAlmostEqual(size, used[space], delta=used_tolerance(used[space]), msg=space)


def space_figures(figures, key):
    return {space["space_name"].removesuffix("_space"): space[key] for space in figures["spaces"]}


class Figures:
    """The figures of one process in one scrape, by name."""

    def __init__(self, scrape, pid):
        self._scrape, self._pid = scrape, pid

    def __getitem__(self, name):
        return self._scrape.value(name, pid=self._pid)


class Arrays(Growth):
    def test_a_growing_heap_is_told_to_the_byte(self):
        steps = self.compare_steps("arrays.js", 7)
        for before, after in zip(steps, steps[1:]):
            grown = after["nodejs_heap_size_total_bytes"] - before["nodejs_heap_size_total_bytes"]
            self.assertGreater(grown, 150 * MEGABYTE)


class Buffers(Growth):
    def test_growing_buffers_are_told_as_off_heap(self):
        steps = self.compare_steps("buffers.js", 6)
        for before, after in zip(steps, steps[1:]):
            grown = after["nodejs_off_heap_bytes"] - before["nodejs_off_heap_bytes"]
            heap = after["nodejs_heap_size_total_bytes"] - before["nodejs_heap_size_total_bytes"]
            self.assertAlmostEqual(grown, 200 * MEGABYTE, delta=GROWTH_BESIDES)
            self.assertLess(abs(heap), 8 * MEGABYTE)


if __name__ == "__main__":
    harness.main()
