"""Whether promtool accepts the rules, whether every case of rules/ holds, and whether the cases would notice
it if a number in a rule were another."""

import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import changed_rules
from scene import ROOT, RULES

import harness

RULES_FOLDER = ROOT / "dashboards" / "rules"
CASES_FOLDER = ROOT / "tests" / "dashboards" / "rules"
CASES = sorted(CASES_FOLDER.glob("*.test.yml"))
REASONS = ROOT / "exporter" / "base" / "error.cc"

# In the cases `exp_alerts: []` is an alert that stays silent.
CASE = re.compile(r"- alertname: (\w+).*\n +eval_time: \w+\n +exp_alerts:( \[\])?")


class Rules(unittest.TestCase):
    def setUp(self):
        if not shutil.which("promtool"):
            self.skipTest("there is no promtool on PATH")

    def test_promtool_accepts_the_rules(self):
        check = promtool("check", "rules", *RULES)
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_every_case_holds(self):
        self.assertTrue(CASES)
        test = promtool("test", "rules", *CASES)
        self.assertEqual(test.returncode, 0, test.stdout + test.stderr)

    def test_every_alert_fires_in_one_case_and_not_in_another(self):
        alerts = re.findall(r"- alert: (\w+)", all_text(RULES))
        cases = CASE.findall(all_text(CASES))
        self.assertTrue(alerts)
        self.assertEqual(set(alerts), {alert for alert, silent in cases if not silent})
        self.assertEqual(set(alerts), {alert for alert, silent in cases if silent})

    def test_every_reason_has_a_case(self):
        reasons = re.findall(r'return "(\w+)"', REASONS.read_text())
        self.assertGreater(len(reasons), 10)
        for reason in reasons:
            self.assertRegex(all_text(CASES), rf"exp_labels: .*reason: {reason}}}")

    def test_the_cases_notice_when_a_number_is_doubled_or_halved(self):
        changes = [change for file in RULES for change in changed_rules.changes(file)]
        self.assertGreater(len(changes), 50)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            noticed = list(pool.map(is_noticed, changes))
        unnoticed = [change.difference for change, seen in zip(changes, noticed) if not seen]
        self.assertEqual(unnoticed, [])


def promtool(*arguments):
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True,
                          timeout=harness.scaled(120))


def all_text(files):
    return "\n".join(file.read_text() for file in files)


def is_noticed(change):
    with tempfile.TemporaryDirectory() as folder:
        copies = [shutil.copytree(source, pathlib.Path(folder) / source.relative_to(ROOT))
                  for source in (RULES_FOLDER, CASES_FOLDER)]
        (copies[0] / change.file.name).write_text(change.text)
        cases = [copies[1] / case.name for case in cases_of(change.rule)]
        return promtool("test", "rules", *cases).returncode != 0


def cases_of(rule):
    """The cases that name an alert; for other rules all, since alerts are built on them."""
    return [case for case in CASES if rule in case.read_text()] or CASES


if __name__ == "__main__":
    harness.main()
