"""Whether the dashboards can be drawn, by Grafana's own components in headless Chromium: every
query has an answer, nothing is cut off, and what is wrong with a dashboard is found.

PICTURES names the folder for the pictures.
"""

import json
import os
import pathlib
import tempfile
import unittest

import page
from drawn_scene import LEAKS, ROOT, UNREADABLE, DrawnScene, harness, missing

BOARDS = sorted((ROOT / "dashboards").glob("*.json"))
INSTANCES = ("api-1:14327", "api-2:14327")
TREND_SECONDS = 15
RANGE_SECONDS = 60
WIDTHS = (1600, 1280)
LONGEST_NAME = max(LEAKS, key=len)


class Drawing(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if reason := missing():
            raise unittest.SkipTest(reason)
        cls.page = page.installed()
        cls.scene = cls.enterClassContext(DrawnScene(INSTANCES, scrape=1, trend=TREND_SECONDS))
        cls.scene.restart_one()
        cls.time = cls.scene.wait_for_data()
        cls.pictures = pathlib.Path(os.environ.get("PICTURES", "pictures"))
        cls.pictures.mkdir(parents=True, exist_ok=True)

    def draw(self, board, picture, width=WIDTHS[0], **parameters):
        """What is wrong with the drawn dashboard, as a list of lines."""
        parameters = {"from": RANGE_SECONDS, "to": int(self.time), "scrape": 2, "width": width,
                      "var-trend": TREND_SECONDS, **parameters}
        return page.draw(self.page, board, self.pictures / f"{picture}.png",
                         self.scene.prometheus.url, parameters)

    def test_every_dashboard_is_drawn_whole(self):
        self.assertTrue(BOARDS)
        for board in BOARDS:
            for width in WIDTHS:
                with self.subTest(board=board.stem, width=width):
                    self.assertEqual(self.draw(board, f"{board.stem}-{width}", width), [])

    # Where there are few values Grafana writes them larger.
    def test_a_single_process_is_drawn_whole(self):
        for board in BOARDS:
            with self.subTest(board=board.stem):
                parameters = {"empty": "allowed", "var-process": LONGEST_NAME}
                found = self.draw(board, f"{board.stem}-single", WIDTHS[1], **parameters)
                self.assertEqual(found, [])

    def test_panels_without_data_tell_why(self):
        for board in BOARDS:
            with self.subTest(board=board.stem):
                parameters = {"empty": "allowed", "var-process": UNREADABLE}
                self.assertEqual(self.draw(board, f"{board.stem}-unreadable", **parameters), [])

    def test_what_is_wrong_with_a_dashboard_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            board = pathlib.Path(folder) / "faulty.json"
            board.write_text(json.dumps(faulty_board()))
            found = "\n".join(self.draw(board, "faulty"))
        for title, _, finding in FAULTS:
            with self.subTest(fault=title):
                self.assertRegex(found, f"(?m)^{finding}")


# Of each fault the title of a panel, what of the panel is made faulty, and what is to be found.
FAULTS = (
    ("no answer", {"expr": "no_such_metric"}, "no answer: query A is empty"),
    ("syntax", {"expr": "sum(up"}, "syntax: .*parse error"),
    ("variable", {"expr": 'up{job="$nothing"}'}, r"variable: \$nothing is not defined"),
    ("legend", {"legendFormat": "{{nothing}}"}, "legend: no series has the label nothing"),
    ("unit", {"unit": "byte"}, "unit: there is no unit byte"),
    ("transformation", {"transformation": "mergee"}, "transformation: there is no transformation"),
    ("a title that is far too long for so narrow a panel", {}, "a title .*: cut off: a title"),
    ("bars", {"type": "bargauge", "legendFormat": "a name that is too long"}, "bars: cut off: a n"),
    ("kind", {"type": "statt"}, "kind: cannot be drawn"),
    ("why", {"expr": "no_such_metric", "noValue": None}, "why: does not tell why it is empty"),
)


def faulty_board():
    board = json.loads(BOARDS[0].read_text())
    board["panels"] = [faulty_panel(i, title, fault) for i, (title, fault, _) in enumerate(FAULTS)]
    return board


def faulty_panel(number, title, fault):
    target = {"refId": "A", "expr": fault.get("expr", "up"),
              "legendFormat": fault.get("legendFormat", "")}
    names = [fault["transformation"]] if "transformation" in fault else []
    defaults = {"unit": fault.get("unit", "none"), "noValue": fault.get("noValue", "nothing")}
    return {"id": number, "title": title, "type": fault.get("type", "timeseries"),
            "gridPos": {"x": number * 2, "y": 0, "w": 2, "h": 6}, "targets": [target],
            "transformations": [{"id": name, "options": {}} for name in names],
            "fieldConfig": {"defaults": {**defaults, "custom": {}}, "overrides": []},
            "options": {"legend": {"showLegend": True, "displayMode": "list", "placement": "bottom",
                                   "calcs": []},
                        "reduceOptions": {"calcs": ["lastNotNull"]}, "orientation": "horizontal"}}


if __name__ == "__main__":
    harness.main()
