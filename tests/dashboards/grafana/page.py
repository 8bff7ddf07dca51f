"""Grafana's packages and the page that draws dashboards, and the two programs that use them."""

import os
import pathlib
import subprocess
import unittest
import urllib.parse

from drawn_scene import HERE, chromium, harness

INSTALL_SECONDS = 600


def installed():
    """The folder that install.sh made; skips the test where it cannot."""
    run = subprocess.run([HERE / "install.sh", harness.node_path()], capture_output=True,
                         text=True, timeout=harness.scaled(INSTALL_SECONDS))
    if run.returncode == harness.SKIPPED:
        raise unittest.SkipTest(run.stdout.strip().removeprefix("skipped: "))
    if run.returncode != 0:
        raise AssertionError(f"install.sh failed:\n{run.stdout}{run.stderr}")
    return pathlib.Path(run.stdout.strip())


def run_node(script, *arguments):
    """What the program complained of, a list of lines: one too if it ended badly without a word."""
    command = [harness.node_path(), script, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=harness.scaled(300),
                         env={**os.environ, "CHROMIUM": chromium() or ""})
    if run.returncode != 0 and not run.stdout:
        return [f"{pathlib.Path(script).name} ended with {run.returncode}: {run.stderr}"]
    return run.stdout.splitlines()


def draw(folder, board, picture, prometheus, parameters):
    """Draws a dashboard into a picture; parameters are those of view/main.jsx and the `width`."""
    query = urllib.parse.urlencode(parameters, doseq=True)
    return run_node(folder / "draw.mjs", board, picture, prometheus, query)
