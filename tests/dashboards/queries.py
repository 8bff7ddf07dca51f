"""Whether every query of every dashboard and rule returns data, asked of a real Prometheus that scrapes the
real exporter."""

import re
import time
import unittest

from dashboard_queries import queries
from scene import ROOT, Scene

import harness
import prometheus_server

BOARDS = sorted((ROOT / "dashboards").glob("*.json"))

# Label matchers and texts are passed over with the operators in them.
COMPARISON = re.compile(r'\{[^}]*\}|"[^"]*"|(?P<operator>[<>!=]=|[<>])')
METRIC = re.compile(r"\b(?:(?:cgroup|heap_exporter|nodejs|process|system)_\w+|(?:instance|pid):[\w:]+)")
OFFSET = re.compile(r" offset \w+")


class Queries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not prometheus_server.is_installed():
            raise unittest.SkipTest("there is no prometheus on PATH")
        cls.scene = cls.enterClassContext(Scene())
        cls.prometheus = cls.scene.prometheus

    def test_every_query_of_every_dashboard_returns_data(self):
        self.assertTrue(BOARDS)
        for board in BOARDS:
            with self.subTest(board=board.stem):
                self.assert_answered(queries(board))

    def test_every_rule_is_evaluated_and_finds_its_data(self):
        harness.wait_for(lambda: all(rule["health"] != "unknown" for rule in self.rules()),
                         "every rule to be evaluated")
        self.assertEqual([rule for rule in self.rules() if rule["health"] != "ok"], [])
        self.assert_answered((rule["name"], unconditional(rule["query"])) for rule in self.rules())

    def test_the_alert_about_restarts_fires_for_what_was_restarted(self):
        alert = 'ALERTS{alertname="NodejsRestartsRepeatedly", process="targets/rest.js"}'
        harness.wait_for(lambda: self.prometheus.query(alert), alert)

    def test_every_metric_of_every_query_exists(self):
        """A query may return data though a part of it does not: one side of an `or`."""
        expressions = [rule["query"] for rule in self.rules()]
        expressions += [expression for board in BOARDS for _, expression in queries(board)]
        metrics = {metric for expression in expressions for metric in METRIC.findall(expression)}
        self.assert_answered((metric, metric) for metric in metrics)

    def rules(self):
        groups = self.prometheus.ask("rules")["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def assert_answered(self, queries):
        """Data may come some scrapes later. Only metrics that this machine does not have are not waited
        for."""
        queries = list(queries)
        self.assertTrue(queries)
        for query in queries:
            self.ask(*query)  # fails where it is no PromQL
        waiting = [query for query in queries if not self.cannot_be(query[1])]
        deadline = time.monotonic() + harness.scaled(60)
        while waiting and time.monotonic() < deadline:
            waiting = [query for query in waiting if not self.ask(*query)]
            time.sleep(0.1)
        self.assertFalse(waiting, "these return no data")

    def ask(self, name, expression):
        try:
            return self.prometheus.query(expression)
        except ValueError as error:
            raise AssertionError(f"{name}: {error}: {expression}") from None

    def cannot_be(self, expression):
        """Whether the expression has a metric that the scene could not make and the exporter does not
        tell."""
        told = self.scene.exporter.scrape()
        return any(metric in expression and not told.find(metric) for metric in self.scene.missing)


def unconditional(expression):
    """An alert that does not fire returns nothing. Here its comparisons tell 0 or 1 instead of leaving
    series out, so that there is data where all its parts have some and fit together. And it looks at
    now instead of an hour ago, when nothing had been scraped yet."""
    expression = OFFSET.sub("", expression)
    return COMPARISON.sub(lambda match: match[0] + (" bool" if match["operator"] else ""), expression)


if __name__ == "__main__":
    harness.main()
