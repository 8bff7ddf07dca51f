"""Whether scrapes at the same time disturb one another: each must tell what a lone one tells."""

import concurrent.futures
import unittest

import harness

CLIENTS = 8
SCRAPES = 80
STEADY = ("nodejs_heap_size_total_bytes", "nodejs_heap_size_used_bytes",
          "nodejs_external_memory_bytes", "nodejs_heap_resident_bytes", "nodejs_gc_runs_total")


class Together(unittest.TestCase):
    def test_many_scrapes_at_once_tell_the_same_of_processes_at_rest(self):
        with harness.Exporter() as exporter, harness.node_target("rest.js") as one, \
                harness.node_target("rest.js") as other:
            pids = [target.pid for target in (one, other) if target.figures()]
            alone = steady_figures(exporter.scrape(), pids)
            self.assertEqual(len(alone), 2 * (len(STEADY) + 1))
            with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
                scrapes = clients.map(lambda _: exporter.scrape(), range(SCRAPES))
                for scrape in scrapes:
                    self.assertEqual(steady_figures(scrape, pids), alone)


def steady_figures(scrape, pids):
    """What does not change while a process rests. Collections are told for two kinds."""
    return [(name, labels, value) for pid in pids for name in STEADY
            for labels, value in scrape.find(name, pid=pid)]


if __name__ == "__main__":
    harness.main()
