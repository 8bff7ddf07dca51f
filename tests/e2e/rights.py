"""What an exporter in a container may read of a Node.js in another one, by user, capability, seccomp
profile and what else decides: the figures to the byte, or the right reason with the right advice."""

import contextlib
import json
import re
import shutil
import tempfile
import urllib.request

import engine
import growth
import harness
import images
from engine import DOCKER, IMAGE, ROOT, run
from exposition import Exposition
from processes import scaled, wait_for

APP_USER = "1000:1000"
CAPABILITY = ["--cap-drop=ALL", "--cap-add=SYS_PTRACE"]
NO_NEW_PRIVILEGES = "--security-opt=no-new-privileges"
FORBIDS_READING = {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
    {"names": ["process_vm_readv"], "action": "SCMP_ACT_ERRNO"}]}
UNIT = ROOT / "deploy" / "systemd" / "heap_exporter.service"
TARGETS = ROOT / "tests" / "live" / "targets"
NAME = "heap_exporter_e2e_app"


class App(harness.Target):
    """A Node.js in a container of its own, where its pid is 1."""

    def __init__(self, docker):
        super().__init__([DOCKER, "run", "--rm", "--interactive", f"--name={NAME}", "--network=none",
                          f"--user={APP_USER}", f"--volume={TARGETS}:/targets:ro", images.NODE,
                          "node", "/targets/rest.js"], docker.environment)
        self.pid = 1

    def wait_until_blocked(self):
        """Its threads are not ours to see; it takes its figures when they have come to rest."""

    def stop(self):
        self._child.stdin.close()  # which ends it
        self.wait()
        return super().stop()


class Rights(engine.Test):
    @classmethod
    def setUpClass(cls):
        cls.app = cls.enterClassContext(App(cls.docker))
        cls.app.figures()  # it runs

    def test_the_same_user_and_group_suffice(self):
        self.check_figures("--user=1000:1000", "--cap-drop=ALL", "--read-only", NO_NEW_PRIVILEGES)

    def test_another_group_is_another_user(self):
        self.check_refusal("like the target, not as 1000:0", "--user=1000:0")

    def test_another_user_is_refused(self):
        advice = "give the exporter CAP_SYS_PTRACE (in a container --cap-add SYS_PTRACE), or run it " \
                 "as 1000:1000 like the target, not as 65532:65532"
        self.check_refusal(advice)

    def test_root_without_the_capability_is_refused(self):
        self.check_refusal("like the target, not as 0:0", "--user=0:0")

    def test_the_capability_suffices(self):
        self.check_figures(*CAPABILITY, "--read-only")

    def test_the_capability_suffices_for_root(self):
        self.check_figures(*CAPABILITY, "--read-only", "--user=0:0")

    def test_no_new_privileges_may_take_the_capability_away(self):
        # Older engines do not give it to a user then, newer ones do.
        with self.exporter(*CAPABILITY, NO_NEW_PRIVILEGES) as exporter:
            if exporter.has_capability():
                self.compare(exporter)
            else:
                self.compare_refusal(exporter, "--cap-add SYS_PTRACE, without no-new-privileges)")

    def test_a_seccomp_profile_is_named_where_it_forbids(self):
        with profile_file(FORBIDS_READING) as profile:
            self.check_refusal("have the seccomp profile or the security module", *CAPABILITY,
                               f"--security-opt=seccomp={profile}")

    def test_the_filter_of_the_systemd_unit_lets_it_read(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze to say which system calls the unit allows")
        calls = {"names": sorted(calls_that_the_unit_allows()), "action": "SCMP_ACT_ALLOW"}
        self.assertNotIn("process_vm_writev", calls["names"])
        with profile_file({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [calls]}) as profile:
            # With it the engine has done all that it does as root before the filter is in force.
            self.check_figures(*CAPABILITY, "--user=0:0", NO_NEW_PRIVILEGES,
                               f"--security-opt=seccomp={profile}")

    def check_figures(self, *options):
        with self.exporter(*options) as exporter:
            self.compare(exporter)

    def check_refusal(self, advice, *options):
        with self.exporter(*options) as exporter:
            self.compare_refusal(exporter, advice)

    def compare(self, exporter):
        figures, scrape = self.app.in_one_state(exporter.scrape)
        growth.compare_heap(self, growth.Figures(scrape, self.app.pid), figures)

    def compare_refusal(self, exporter, advice):
        ours = growth.Figures(exporter.scrape(), self.app.pid)
        self.assertEqual(ours["heap_exporter_target_up"], 0)
        self.assertIsNone(ours["nodejs_heap_size_total_bytes"])
        self.assertGreater(ours["process_resident_memory_bytes"], 0)
        warning = wait_for(exporter.warning, "the exporter to say why", 30)
        self.assertIn("reason=permission_denied", warning)
        self.assertIn(advice, warning)

    def exporter(self, *options):
        return Sidecar(self.docker, *options)


class Sidecar:
    """An exporter in the app's pid namespace and on the machine's network."""

    def __init__(self, docker, *options):
        self._docker = docker
        self._container = docker.container("--network=host", f"--pid=container:{NAME}", *options,
                                           IMAGE, "--web.listen-address=127.0.0.1:0")

    def __enter__(self):
        self._name = self._container.__enter__()
        listening = wait_for(lambda: self._find(r"address=(127\.0\.0\.1:\d+) .* sys_ptrace=(\w+)"),
                             "the exporter to listen", 60)
        self._address, self._sys_ptrace = listening.groups()
        return self

    def __exit__(self, *exception):
        return self._container.__exit__(*exception)

    def has_capability(self):
        return self._sys_ptrace == "yes"

    def scrape(self):
        with urllib.request.urlopen(f"http://{self._address}/metrics", timeout=scaled(60)) as answer:
            return Exposition(answer.read().decode())

    def warning(self):
        """The line that says why the app cannot be read, once there is one."""
        found = self._find(r".*heap figures cannot be read.* pid=1 .*")
        return found and found.group()

    def _find(self, pattern):
        return re.search(pattern, self._docker.logs(self._name))


@contextlib.contextmanager
def profile_file(profile):
    """The path of a file with a seccomp profile."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(profile, file)
        file.flush()
        yield file.name


def calls_that_the_unit_allows():
    """The system calls that remain when each SystemCallFilter of the unit has been applied."""
    allowed = set()
    for negated, names in re.findall(r"^SystemCallFilter=(~?)(.*)$", UNIT.read_text(), re.MULTILINE):
        calls = set().union(*(members(name) for name in names.split()))
        allowed = allowed - calls if negated else allowed | calls
    return allowed | members("@default")


def members(name):
    """The system calls of a group as systemd knows them, or the one that is named."""
    if not name.startswith("@"):
        return {name}
    listing = run(["systemd-analyze", "syscall-filter", name]).splitlines()[1:]
    names = [line.strip() for line in listing if not line.strip().startswith("#")]
    return set().union(*(members(name) for name in names if name))


def prepare(docker):
    images.build_ours(docker)
    images.provide(docker, images.NODE)


if __name__ == "__main__":
    engine.main(prepare)
