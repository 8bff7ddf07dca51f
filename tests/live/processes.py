"""Child processes, what they print, and deadlines.

DEADLINE_SCALE makes every deadline longer, for builds with sanitizers.
"""

import os
import queue
import re
import subprocess
import threading
import time

_SCALE = float(os.environ.get("DEADLINE_SCALE", "1"))


def scaled(seconds):
    return seconds * _SCALE


def wait_for(condition, what, seconds=30):
    """Polls until condition() is true and returns its value; fails after so many seconds."""
    deadline = time.monotonic() + scaled(seconds)
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {scaled(seconds):g} s in vain for {what}")
        time.sleep(0.005)


class Process:
    """A child process that is ended, by its pid, when the `with` block ends."""

    def __init__(self, command, **options):
        self._child = subprocess.Popen(command, **options)
        self.pid = self._child.pid

    def __enter__(self):
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_until_ready(self):
        """For programs that take a moment before they can be talked to."""

    def running(self):
        return self._child.poll() is None

    def terminate(self):
        self._child.terminate()

    def wait(self, seconds=30):
        return self._child.wait(timeout=scaled(seconds))

    def stop(self):
        """Ends the process if need be and returns its exit code."""
        self._child.terminate()
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self._child.kill()
            return self._child.wait()
        finally:
            for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
                if stream:
                    stream.close()


class Lines:
    """The lines of a stream, read as they come so that the writer never waits for us."""

    def __init__(self, stream):
        self.seen = []
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._thread.start()

    def next(self, seconds=30):
        """The next line, or None at the end of the stream."""
        try:
            return self._queue.get(timeout=scaled(seconds))
        except queue.Empty:
            raise AssertionError(f"no line within {scaled(seconds):g} s; so far: {self.seen}")

    def waiting(self):
        """Whether next() returns at once."""
        return not self._queue.empty()

    def find(self, pattern, seconds=30):
        """The match in the first line that has one; fails at the end of the stream."""
        while (line := self.next(seconds)) is not None:
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"no line matches {pattern!r}:\n{''.join(self.seen)}")

    def join(self):
        self._thread.join(scaled(30))

    def _read(self, stream):
        for line in stream:
            self.seen.append(line)
            self._queue.put(line)
        self._queue.put(None)
