"""Processes that do not run: stopped by a signal, or ended and not yet waited for."""

import contextlib
import os
import pathlib
import signal
import subprocess
import unittest

import harness
import plausible
from processes import wait_for

def state_of(pid):
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0]


@contextlib.contextmanager
def stopped(target):
    os.kill(target.pid, signal.SIGSTOP)
    try:
        wait_for(lambda: state_of(target.pid) == "T", f"pid {target.pid} to stop")
        yield
    finally:
        os.kill(target.pid, signal.SIGCONT)


class Stopped(unittest.TestCase):
    def test_a_process_that_is_stopped_keeps_its_figures(self):
        with harness.Exporter() as exporter, harness.node_target("rest.js") as target:
            def look():
                with stopped(target):
                    scrape = exporter.scrape()
                return [scrape, exporter.scrape()]
            target.wait_until_blocked()
            self.assertEqual(exporter.scrape().value("heap_exporter_target_up", pid=target.pid), 1)
            figures, scrapes = target.in_one_state(look)
            for scrape in scrapes:
                self.check_figures(scrape, target.pid, figures["memory"])

    def test_a_process_that_was_stopped_before_it_was_seen_has_its_figures(self):
        def look():
            with stopped(target), harness.Exporter() as exporter:
                return exporter.scrape()
        with harness.node_target("rest.js") as target:
            figures, scrape = target.in_one_state(look)
            self.check_figures(scrape, target.pid, figures["memory"])

    def check_figures(self, scrape, pid, memory):
        for name, figure in (("heap_size_total", "heapTotal"), ("external_memory", "external"),
                             ("array_buffers", "arrayBuffers")):
            self.assertEqual(scrape.value(f"nodejs_{name}_bytes", pid=pid), memory[figure], name)

    def test_a_process_stopped_at_any_moment_has_figures_or_a_reason(self):
        with harness.Exporter() as exporter, harness.node_target("storm.js") as target:
            target.hear()
            for _ in range(30):
                with stopped(target):
                    scrape = exporter.scrape()
                plausible.check_scrape(self, scrape)
                self.assertIsNotNone(plausible.check_target(self, scrape, target.pid))


class Zombie(unittest.TestCase):
    def test_a_zombie_is_no_target(self):
        with harness.Exporter() as exporter:
            zombie = subprocess.Popen([harness.node_path(), harness.TARGETS / "rest.js"],
                                      stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            with zombie:
                wait_for(lambda: exporter.scrape().value("heap_exporter_target_up", pid=zombie.pid),
                         "figures of the process while it lives", 30)
                zombie.kill()
                wait_for(lambda: state_of(zombie.pid) == "Z", "a zombie")
                self.assertEqual(exporter.scrape().names_with(pid=zombie.pid), set())


if __name__ == "__main__":
    harness.main()
