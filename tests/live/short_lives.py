"""Processes that come and go all the time, about 200 in a minute, while they are looked at.

LIVES is how many there are; some hundreds tell more of what each leaves behind.
"""

import os
import random
import signal
import subprocess
import time
import unittest

import harness
import plausible
from processes import wait_for

LIVES = int(os.environ.get("LIVES", "24"))
SECONDS_A_LIFE = 0.3
SCRAPES_A_LIFE = 4
AT_ONCE = 4
BOUNDS = (1, 64 * plausible.MEBIBYTE)  # one that has just started has next to nothing
# The exporter looks at all processes of the machine: what others do makes it grow too.
GROWTH = 64 * plausible.MEBIBYTE


class ShortLife(harness.Process):
    def __init__(self):
        super().__init__([harness.node_path(), "-e", "process.stdin.resume()"],
                         stdin=subprocess.PIPE)

    def end(self, how):
        self._child.send_signal(how)
        self.stop()


class ShortLives(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(1)
        self.living = []
        self.dead = set()
        self.present = 0

    def test_processes_that_come_and_go_leave_nothing_wrong_and_nothing_behind(self):
        with harness.Exporter() as exporter:
            try:
                self.live_and_die(exporter, LIVES // 3)
                before = rss(exporter)
                self.live_and_die(exporter, LIVES - LIVES // 3)
                after = rss(exporter)
                self.check_the_end(exporter)
            finally:
                for process in self.living:
                    process.stop()
        print(f"short lives: {len(self.dead)} processes, figures of them {self.present} times; "
              f"the exporter's rss went from {before:.0f} to {after:.0f}")
        if not harness.is_sanitized():
            self.assertLess(after - before, GROWTH)

    def live_and_die(self, exporter, count):
        for _ in range(count):
            self.living.append(ShortLife())
            self.look_for_a_while(exporter)
            if len(self.living) >= AT_ONCE:
                self.end_one()

    def end_one(self):
        process = self.living.pop(self.random.randrange(len(self.living)))
        process.end(self.random.choice((signal.SIGKILL, signal.SIGTERM)))
        self.dead.add(process.pid)

    def look_for_a_while(self, exporter):
        next_life = time.monotonic() + SECONDS_A_LIFE
        for turn in range(SCRAPES_A_LIFE):
            scrape = exporter.scrape()
            plausible.check_scrape(self, scrape)
            for process in self.living:
                is_up = plausible.check_target(self, scrape, process.pid, BOUNDS)
                self.present += is_up is True
            rest = next_life - time.monotonic()
            time.sleep(max(0, rest / (SCRAPES_A_LIFE - turn)))

    def check_the_end(self, exporter):
        for process in self.living:
            wait_for(lambda: exporter.scrape().value("heap_exporter_target_up", pid=process.pid),
                     "figures of a process that lives on", 30)
        living = {process.pid for process in self.living}
        told = {int(labels["pid"]) for labels, _ in
                exporter.scrape().find("heap_exporter_target_up")}
        self.assertLessEqual(living, told)
        self.assertFalse(self.dead & told - living)


def rss(exporter):
    return exporter.scrape().value("heap_exporter_process_resident_memory_bytes")


if __name__ == "__main__":
    harness.main()
