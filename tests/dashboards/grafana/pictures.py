#!/usr/bin/env python3
"""Makes the pictures of the dashboards anew, in 12 minutes:

   EXPORTER=... HOSTILE=... NODE=22.23.3 tests/dashboards/grafana/pictures.py

Prints what is wrong with a drawn dashboard, and exits with 1 if there was anything. Needs pngquant.
"""

import subprocess
import sys

import page
from drawn_scene import LEAKS, RESTARTED, ROOT, DrawnScene

PICTURES = ROOT / "dashboards" / "pictures"
INSTANCES = ("host-1:14327",)
SCRAPE_SECONDS = 5
TREND_SECONDS = 300
RANGE_SECONDS = 2 * TREND_SECONDS
SAMPLES_BEFORE_RESTART = 80
WIDTH = 1280
TOP_HEIGHT = 700
COLOURS = "64"


def boards():
    """(picture, dashboard, what is shown and how much of it)"""
    process = "nodejs-memory-process"
    yield "nodejs-memory-fleet", "nodejs-memory-fleet", {}
    yield process, process, {"var-process": RESTARTED}
    yield "heap-exporter", "heap-exporter", {}
    for name, what in LEAKS.items():
        yield f"leak-of-{what}", process, {"var-process": name, "height": TOP_HEIGHT}


def draw_all(folder, prometheus, time):
    problems = []
    for picture, board, shown in boards():
        file = PICTURES / f"{picture}.png"
        parameters = {"from": RANGE_SECONDS, "to": int(time), "scrape": SCRAPE_SECONDS,
                      "width": WIDTH, "var-trend": TREND_SECONDS, "empty": "allowed", **shown}
        problems += page.draw(folder, ROOT / "dashboards" / f"{board}.json", file,
                              prometheus.url, parameters)
        subprocess.run(["pngquant", "--force", "--ext=.png", "--nofs", COLOURS, file], check=True)
    return problems


def main():
    folder = page.installed()
    PICTURES.mkdir(exist_ok=True)
    with DrawnScene(INSTANCES, SCRAPE_SECONDS, TREND_SECONDS) as scene:
        scene.restart_one(SAMPLES_BEFORE_RESTART)
        time = scene.wait_for_data()
        problems = draw_all(folder, scene.prometheus, time)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
