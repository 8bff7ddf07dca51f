"""The Node.js build under study. It is run, and its processes are looked at."""

import json
import subprocess

import harness
from learning import gc_watch, observation

_DEADLINE = 120


class Subject:
    def __init__(self, node):
        self._node = [*harness.emulator(), node]

    def versions(self):
        """((major, minor) of V8, version of Node.js)."""
        versions = json.loads(self._print("-p", "JSON.stringify(process.versions)"))
        major, minor, *_ = versions["v8"].split(".")
        return (int(major), int(minor)), versions["node"]

    def has_flag(self, flag):
        return flag in self._print("--v8-options")

    def observations(self, *flags):
        """Looks at a process in each state of calibrate.js."""
        observations = []
        with self._run("calibrate.js", *flags) as target:
            while target.hear(_DEADLINE)["state"]:
                target.wait_until_blocked()
                seen = observation.look(target.pid)
                target.proceed()
                seen.truth = target.hear(_DEADLINE)
                target.wait_until_blocked()
                target.proceed()
                observations.append(seen)
        return observations

    def watched_collections(self):
        """What is seen of a process that runs collect.js."""
        with self._run("collect.js") as target:
            return gc_watch.watch(target)

    def _run(self, script, *flags):
        return harness.Target([*self._node, "--expose-gc", *flags, harness.TARGETS / script])

    def _print(self, *arguments):
        return subprocess.run([*self._node, *arguments], capture_output=True, text=True,
                              check=True).stdout
