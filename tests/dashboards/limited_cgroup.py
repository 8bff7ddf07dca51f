"""A cgroup with a memory limit, where this machine lets us make one."""

import contextlib
import os
import pathlib

from processes import wait_for

CGROUPFS = pathlib.Path("/sys/fs/cgroup")
LIMIT_BYTES = 512 * 1024 * 1024


@contextlib.contextmanager
def limited_cgroup():
    """Yields the folder of a new cgroup, or None. Its processes have to end before this does."""
    folder = next(filter(None, map(_try_to_make, _candidates())), None)
    try:
        yield folder
    finally:
        if folder:
            wait_for(lambda: not processes_file(folder).read_text(), f"{folder} to be empty")
            folder.rmdir()


def processes_file(folder):
    """A pid that is written to it joins the cgroup."""
    return folder / "cgroup.procs"


def _candidates():
    """Where a cgroup may be made, and the file there that sets its limit: below our own in v1, beside it
    in v2, where a cgroup with processes has no children with limits."""
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            yield CGROUPFS / "memory" / path.lstrip("/"), "memory.limit_in_bytes"
        elif not controllers:
            yield (CGROUPFS / path.lstrip("/")).parent, "memory.max"


def _try_to_make(candidate):
    parent, limit_file = candidate
    folder = parent / f"heap_exporter_scene_{os.getpid()}"
    try:
        folder.mkdir()
    except OSError:
        return None
    try:
        # Opened for update, since a file that is not there must not be made.
        with open(folder / limit_file, "r+") as limit:
            limit.write(str(LIMIT_BYTES))
        return folder
    except OSError:
        folder.rmdir()
        return None
