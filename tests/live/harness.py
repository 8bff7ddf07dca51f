"""What the live tests share: the exporter under test and the processes that it looks at.

EXPORTER names the exporter's binary, NODE a node binary or a version that fetch-node.sh fetched.
Where both are binaries for another machine, EMULATOR is the command that runs them.
"""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import unittest

from exposition import Exposition
from processes import Lines, Process, scaled, wait_for

TARGETS = pathlib.Path(__file__).parent / "targets"
SKIPPED = 77
ATTEMPTS = 20
SAME_USED_BYTES = 256 * 1024


def emulator():
    return os.environ.get("EMULATOR", "").split()


def exporter_path():
    return os.path.abspath(os.environ["EXPORTER"])


def node_path(node=None):
    node = node or os.environ["NODE"]
    if "/" in node:
        return node
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    name = "libnode" if emulator() else "node"
    return f"{cache}/heap_exporter/nodes/v{node}/bin/{name}"


def node_version():
    """(major, minor, patch) of the node under test."""
    version = subprocess.run([*emulator(), node_path(), "--version"], capture_output=True, text=True,
                             check=True)
    return tuple(int(part) for part in version.stdout.strip().lstrip("v").split("."))


def is_sanitized():
    """Whether the exporter was built with a sanitizer, which keeps memory for its own ends."""
    binary = pathlib.Path(exporter_path()).read_bytes()
    return b"__asan_init" in binary or b"__tsan_init" in binary


class Exporter(Process):
    """An exporter on a port of its own. Leaving the `with` block asserts that it ends well."""

    def __init__(self, *flags, binary=None, prefix=()):
        command = [*prefix, *emulator(), binary or exporter_path(),
                   "--web.listen-address=127.0.0.1:0", *flags]
        super().__init__(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.log = Lines(self._child.stderr)
        self.port = None

    def __exit__(self, exception_type, *_):
        exit_code = self.stop()
        if exit_code != 0 and exception_type is None:
            raise AssertionError(f"the exporter ended with {exit_code}:\n{''.join(self.log.seen)}")

    def wait_until_ready(self):
        address = self.log.find(r"\baddress=127\.0\.0\.1:(\d+)")
        self.port = int(address.group(1))

    def scrape(self):
        return Exposition(self.text())

    def text(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=scaled(60))
        try:
            connection.request("GET", "/metrics")
            response = connection.getresponse()
            body = response.read().decode()
        finally:
            connection.close()
        if response.status != 200:
            raise AssertionError(f"/metrics answered {response.status}: {body}")
        return body

    def stop(self):
        self._child.terminate()
        self.log.join()
        return super().stop()


class Target(Process):
    """A process that speaks the protocol of targets/report.js."""

    def __init__(self, command, environment=os.environ):
        environment = {key: value for key, value in environment.items() if key != "NODE_OPTIONS"}
        super().__init__(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                         env=environment)
        self._lines = Lines(self._child.stdout)

    def proceed(self):
        self._child.stdin.write(b"\n")

    def figures(self):
        """What the target tells of itself, taken and told while it is at rest before and after."""
        self.wait_until_blocked()
        self._child.stdin.write(b"?")
        figures = self.hear()
        self.wait_until_blocked()
        if emulator():  # tells a process that its resident memory is 0
            figures["memory"]["rss"] = self._resident_bytes()
        return figures

    def in_one_state(self, look):
        """What the target tells of itself, and what look() returned meanwhile. It tells the same before
        and after: threads of V8 may hold a part of the heap while the one and not when the other."""
        before = self.figures()
        for _ in range(ATTEMPTS):
            seen = look()
            after = self.figures()
            if _same_state(before, after):
                return before, seen
            before = after
        raise AssertionError("the target does not come to rest")

    def hear(self, seconds=30):
        """The next message of the target."""
        line = self._lines.next(seconds)
        if line is None:
            raise AssertionError(f"the target ended with {self.wait()}")
        return json.loads(line)

    def has_spoken(self):
        """Whether there is a message to hear."""
        return self._lines.waiting()

    def command_name(self):
        return pathlib.Path(f"/proc/{self.pid}/comm").read_text().strip()

    def wait_until_blocked(self):
        """Waits until the main thread waits for us and every other thread sleeps too."""
        wait_for(lambda: self._reads_standard_input() and self._all_threads_sleep(),
                 f"pid {self.pid} to block", 30)

    def _reads_standard_input(self):
        if not self.running():
            raise AssertionError(f"the target ended with {self.wait()}")
        try:
            call = pathlib.Path(f"/proc/{self.pid}/syscall").read_text().split()
        except OSError as error:
            raise AssertionError(f"cannot see what pid {self.pid} waits for: {error}")
        # The number of read(2) on x86-64 and arm64, and its first argument.
        return call[0] in ("0", "63") and call[1] == "0x0"

    def _all_threads_sleep(self):
        return all(_state(task) == "S" for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir())

    def _resident_bytes(self):
        pages = pathlib.Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _same_state(before, after):
    """Whether all heaps of a target are what they were: the main thread's and those of its workers."""
    pairs = zip([before, *before.get("workers", [])], [after, *after.get("workers", [])])
    return all(_same_heap(*pair) for pair in pairs)


def _same_heap(before, after):
    """To tell its figures a thread allocates a little in V8's new space."""
    def sizes(figures):
        return [(space["space_name"], space["space_size"]) for space in figures["spaces"]]
    grown = after["memory"]["heapUsed"] - before["memory"]["heapUsed"]
    return sizes(before) == sizes(after) and abs(grown) < SAME_USED_BYTES


def _state(task):
    try:
        return (task / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


def node_target(script, *arguments, node=None):
    return Target([*emulator(), node or node_path(), TARGETS / script, *arguments])


def main():
    """Runs the tests of the calling file; exits 77 where there was nothing but skipped ones."""
    if os.environ.get("NODE") and not os.access(node_path(), os.X_OK):
        print(f"skipped: {node_path()} is not there; tests/live/fetch-node.sh fetches it")
        sys.exit(SKIPPED)
    conclude(unittest.main(exit=False, verbosity=2).result)


def conclude(result):
    """Says what was skipped, and exits as ctest is to take the result."""
    for _, reason in result.skipped:
        print(f"skipped: {reason}")
    if not result.wasSuccessful():
        sys.exit(1)
    # A class that is skipped as a whole has run no test.
    sys.exit(SKIPPED if result.testsRun in (0, len(result.skipped)) else 0)
