"""The builds of Node.js in the matrix: which there are, and how each is run."""

import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
DEBIAN = "debian"


def listed(only_short=False):
    """The builds of builds.txt, as told there."""
    lines = (HERE / "builds.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [name for name, *marks in rows if "short" in marks or not only_short]


def command(build):
    """The words that start Node.js, or None where the build was not fetched."""
    if build == DEBIAN:
        root = CACHE / "heap_exporter" / "debian"
        return [HERE / "node-debian.sh", root] if (root / "usr/bin/node").exists() else None
    binary = CACHE / "heap_exporter" / "nodes" / f"v{build}" / "bin" / "node"
    return [binary] if os.access(binary, os.X_OK) else None


def fetch(build):
    """Sees to it that command(build) finds the build; returns why not where it cannot be had."""
    if build == DEBIAN:
        script = [HERE / "fetch-debian.sh"]
    else:
        script = [HERE.parent / "live" / "fetch-node.sh", build]
    result = subprocess.run(script, capture_output=True, text=True)
    if result.returncode == 0:
        return None
    return (result.stderr.strip().splitlines() or ["it cannot be fetched"])[0]
