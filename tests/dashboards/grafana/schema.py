"""Whether the dashboards are what Grafana's own types say, and whether what is not so is found."""

import json
import pathlib
import tempfile
import unittest

import page
from drawn_scene import ROOT, harness

BOARDS = sorted((ROOT / "dashboards").glob("*.json"))


def misspell_refresh(board):
    board["refersh"] = board.pop("refresh")


def link_without_a_type(board):
    board["links"][0]["type"] = "dashboard"


def variable_of_no_type(board):
    board["templating"]["list"][1]["type"] = "querry"


def number_as_text(board):
    board["panels"][0]["gridPos"]["w"] = "4"


def misspell_a_field(board):
    board["panels"][0]["fieldConfig"]["defaults"]["noValues"] = "none"


def misspell_a_threshold_mode(board):
    board["panels"][0]["fieldConfig"]["defaults"]["thresholds"]["mode"] = "abs"


def misspell_an_option(board):
    panel_of(board, "stat")["options"]["colourMode"] = "value"


def misspell_a_legend_mode(board):
    panel_of(board, "timeseries")["options"]["legend"]["displayMode"] = "tabel"


def misspell_a_drawing_style(board):
    panel_of(board, "timeseries")["fieldConfig"]["defaults"]["custom"]["linewidth"] = 1


def misspell_a_panel_type(board):
    panel_of(board, "bargauge")["type"] = "bargauges"


BREAKS = (
    misspell_refresh, link_without_a_type, variable_of_no_type, number_as_text, misspell_a_field,
    misspell_a_threshold_mode, misspell_an_option, misspell_a_legend_mode, misspell_a_drawing_style,
    misspell_a_panel_type,
)


def panel_of(board, kind):
    return next(panel for panel in board["panels"] if panel["type"] == kind)


class Schema(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.page = page.installed()

    def check(self, *files):
        """What is not as the types say, as a list of lines."""
        return page.run_node(self.page / "schema.mjs", *files)

    def test_the_dashboards_are_what_the_types_say(self):
        self.assertTrue(BOARDS)
        self.assertEqual(self.check(*BOARDS), [])

    def test_what_is_not_what_the_types_say_is_found(self):
        sound = json.loads((ROOT / "dashboards" / "nodejs-memory-fleet.json").read_text())
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for break_it in BREAKS:
            board = json.loads(json.dumps(sound))
            break_it(board)
            (folder / f"{break_it.__name__}.json").write_text(json.dumps(board))
        found = self.check(*folder.glob("*.json"))
        for break_it in BREAKS:
            with self.subTest(broken=break_it.__name__):
                file = f"/{break_it.__name__}.json"
                self.assertTrue([line for line in found if file in line], found)


if __name__ == "__main__":
    harness.main()
