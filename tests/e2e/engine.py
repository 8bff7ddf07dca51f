"""A Docker engine of the tests' own, on a machine that need not have one running.

It lives in namespaces of its own and changes nothing on the machine's network but for the bridges of
networks that are asked for: when the test ends, however it ends, no process and no mount of it is
left. E2E_DIRECTORY is where it keeps its images, so that a later run finds them.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "live"))

import harness
from processes import Lines, Process, scaled, wait_for

IMAGE = "heap_exporter"
# Debian's: others on PATH may lack what it takes to build with BuildKit.
DOCKER = "/usr/bin/docker"
COMPOSE_PLUGIN = "/usr/libexec/docker/cli-plugins/docker-compose"
# The engine ends with whoever started it, and with the first process in its pid namespace all
# others end. tini passes signals on and waits for processes that nobody else waits for.
OWN_NAMESPACES = ["setpriv", "--pdeathsig=TERM", "--", "unshare", "--mount", "--pid", "--fork",
                  "--mount-proc", "--kill-child=TERM", "--", "tini", "--"]
# It starts a containerd of its own only where it does not find another engine's.
HIDE_OTHERS = ["sh", "-ec", '[ ! -d "$0" ] || mount -t tmpfs none "$0"; exec "$@"', "/run/containerd"]
# Containers reach each other over bridges, and the machine's network with --network=host.
FLAGS = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false",
         "--containerd-namespace=heap_exporter", "--containerd-plugins-namespace=heap_exporter_plugins"]


class CommandFailed(AssertionError):
    pass


def run(command, seconds=60, **options):
    """Runs a command and returns what it printed to standard output."""
    result = subprocess.run([str(part) for part in command], text=True, timeout=scaled(seconds),
                            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                               "stderr": subprocess.PIPE, **options})
    if result.returncode != 0:
        raise CommandFailed(f"{command} ended with {result.returncode}:\n"
                            f"{result.stdout[-4000:]}{(result.stderr or '')[-4000:]}")
    return result.stdout


class Conversation(Process):
    """A program whose standard output is read as `lines`, and whose input ends when it is left."""

    def __init__(self, command, environment):
        super().__init__(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         text=True)
        self.lines = Lines(self._child.stdout)

    def stop(self):
        self._child.stdin.close()
        self.wait(60)
        return super().stop()


class Engine(Process):
    """The engine, from the start of the `with` block to its end."""

    def __init__(self, directory):
        self._scratch = tempfile.TemporaryDirectory(prefix="he-")  # short: paths of sockets are
        scratch = self._scratch.name
        self.environment = {**os.environ, "DOCKER_HOST": f"unix://{scratch}/docker.sock",
                             "DOCKER_CONFIG": scratch, "DOCKER_BUILDKIT": "1"}
        data = pathlib.Path(directory) / "docker"
        data.mkdir(parents=True, exist_ok=True)
        command = [*OWN_NAMESPACES, *HIDE_OTHERS, "dockerd", *FLAGS, f"--host={self.environment['DOCKER_HOST']}",
                   f"--data-root={data}", f"--exec-root={scratch}/exec",
                   f"--pidfile={scratch}/docker.pid"]
        super().__init__(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True)
        self.log = Lines(self._child.stderr)

    def wait_until_ready(self):
        try:
            self.log.find("API listen on", 120)
        except AssertionError as error:
            raise unittest.SkipTest(f"no Docker engine can be started here: {error}")

    def stop(self):
        """Ends the engine itself, which then takes its containers down; unshare ends after it."""
        for pid in _children(self.pid):
            os.kill(pid, 15)
        try:
            self.wait(120)
        finally:
            super().stop()
            self._scratch.cleanup()

    def docker(self, *arguments, seconds=60, **options):
        return run([DOCKER, *arguments], seconds, env=self.environment, **options)

    def compose(self, project, *arguments, environment, seconds=300):
        command = [_compose(), "--project-name", project, *arguments]
        return run(command, seconds, env=self.environment | environment)

    def talk(self, *arguments):
        """A docker command that goes on and can be talked to."""
        return Conversation([DOCKER, *map(str, arguments)], self.environment)

    @contextlib.contextmanager
    def container(self, *arguments):
        """A container in the background, by its id, as long as the `with` block takes."""
        name = self.docker("run", "--detach", *arguments).strip()
        try:
            yield name
        finally:
            self.docker("rm", "--force", "--volumes", name)

    def logs(self, name):
        """Everything that a container has printed, to whichever stream."""
        return self.docker("logs", name, stderr=subprocess.STDOUT, stdout=subprocess.PIPE)

    def inspect(self, name):
        [facts] = json.loads(self.docker("inspect", name))
        return facts

    def has_image(self, name):
        return bool(self.docker("image", "ls", "--quiet", name).strip())

    def build(self, name, context, *arguments, seconds=1000, **options):
        """Builds an image on the machine's network, from where alone packages can be fetched."""
        return self.docker("build", "--network=host", "--quiet", *arguments, "--tag", name, context,
                           seconds=seconds, **options)

    def build_from(self, name, dockerfile, *arguments, **files):
        """Builds an image from the text of a Dockerfile and some files, by the names they have there."""
        with tempfile.TemporaryDirectory() as context:
            pathlib.Path(context, "Dockerfile").write_text(dockerfile)
            for file, source in files.items():
                shutil.copy(source, pathlib.Path(context, file))
            return self.build(name, context, *arguments)


def _children(pid):
    try:
        return [int(child)
                for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _compose():
    return shutil.which("docker-compose") or COMPOSE_PLUGIN


def lacking():
    """What is not there to start an engine with; None where all is."""
    if os.geteuid() != 0:
        return "only root can start a Docker engine"
    for program in (DOCKER, "dockerd", "mmdebstrap", "tini", "unshare", "setpriv",
                    _compose()):
        if not shutil.which(program):
            return f"there is no {program}"
    return None


class Test(unittest.TestCase):
    """A test with an engine."""

    docker = None


def main(prepare):
    """Runs the tests of the calling file with an engine, on which prepare(engine) has put what they
    need. Exits with 77 where no engine can be had."""
    if reason := lacking():
        skip(reason)
    try:
        with Engine(os.environ["E2E_DIRECTORY"]) as Test.docker:
            prepare(Test.docker)
            result = unittest.main(exit=False, verbosity=2).result
    except unittest.SkipTest as reason:
        skip(reason)
    harness.conclude(result)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(harness.SKIPPED)
