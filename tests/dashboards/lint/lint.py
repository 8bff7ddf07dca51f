"""Whether the dashboards keep the rules, and whether the rules find what breaks them."""

import copy
import json
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import breaks
import harness
import linter_rules
import own_rules

# (uid, rule, finding): why it may be so.
EXCEPTIONS = {}


def load():
    boards = [json.loads(file.read_text()) for file in (ROOT / "dashboards").glob("*.json")]
    return {board["uid"]: board for board in boards}


def findings(board, boards):
    """(rule, finding) of everything that the rules find."""
    for rule in linter_rules.RULES:
        yield from ((rule.__name__, finding) for finding in rule(board))
    for rule in own_rules.RULES:
        yield from ((rule.__name__, finding) for finding in rule(board, boards))


class Lint(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.boards = load()

    def test_the_dashboards_keep_the_rules(self):
        self.assertGreaterEqual(len(self.boards), 3)
        found = {(uid, *finding) for uid, board in self.boards.items()
                 for finding in findings(board, self.boards)}
        self.assertEqual(found, set(EXCEPTIONS))

    def test_files_are_called_by_their_uids(self):
        files = {file.stem for file in (ROOT / "dashboards").glob("*.json")}
        self.assertEqual(files, set(self.boards))

    def test_every_rule_is_broken_by_something(self):
        rules = {rule.__name__ for rule in (*linter_rules.RULES, *own_rules.RULES)}
        self.assertEqual(rules, {rule for rule, _ in breaks.BREAKS})

    def test_what_breaks_a_rule_is_found_by_it(self):
        for rule, break_it in breaks.BREAKS:
            with self.subTest(rule=rule, broken=break_it.__name__):
                board = copy.deepcopy(self.boards["nodejs-memory-fleet"])
                before = set(findings(board, self.boards))
                break_it(board)
                new = {name for name, _ in set(findings(board, self.boards)) - before}
                self.assertIn(rule, new)


if __name__ == "__main__":
    harness.main()
