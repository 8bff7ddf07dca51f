"""Whether the rights that the manifests give the exporter let it read what their README says.

setpriv(1) gives them to the exporter in place of an engine. It lets a process keep what it is
permitted until the program is executed, as containerd and CRI-O do.
"""

import functools
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import tools

import harness

YAMA = pathlib.Path("/proc/sys/kernel/yama/ptrace_scope")
LIMIT_BYTES = 512 << 20


def pod_of(kustomization, kind):
    return tools.pod_of(tools.only(tools.kustomize(tools.KUSTOMIZE / kustomization), kind))


def sidecar(name):
    return pod_of(f"sidecar/example/{name}", "Deployment")


def user(context):
    return [f"--reuid={context['runAsUser']}", f"--regid={context['runAsGroup']}", "--clear-groups"]


def as_engine(context):
    """The command that executes the exporter with what a security context says."""
    added = [f"+{name.lower()}" for name in context["capabilities"].get("add", [])]
    command = ["setpriv", *user(context), "--inh-caps=-all",
               f"--bounding-set={','.join(['-all', *added])}"]
    if not context["allowPrivilegeEscalation"]:
        command.append("--no-new-privs")
    return [*command, "--"]


@functools.cache
def programs():
    """A folder with what is executed; caches and build directories may be closed to others."""
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    path = pathlib.Path(folder.name)
    path.chmod(0o755)
    shutil.copy(harness.exporter_path(), path / "heap_exporter")
    shutil.copy(harness.node_path(), path / "node")
    for script in harness.TARGETS.glob("*.js"):
        shutil.copy(script, path)
    return path


class Rights(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to start processes as other users")
        for program in ("setpriv", "setcap", "unshare"):
            tools.on_path(program)
        self.folder = programs()
        self.binary = self.folder / "heap_exporter"
        done = subprocess.run(["setcap", "cap_sys_ptrace+p", self.binary], capture_output=True,
                              text=True)
        if done.returncode != 0:
            self.skipTest(f"no file capabilities here: {done.stderr}")

    def application(self, *prefix):
        """Node.js with the ids of the application of the sidecars' examples."""
        ids = user(sidecar("same-user")["securityContext"])
        return harness.Target([*prefix, "setpriv", *ids, "--", self.folder / "node",
                               self.folder / "rest.js"])

    def exporter(self, prefix, *flags):
        return harness.Exporter(*flags, binary=self.binary, prefix=prefix)

    def check(self, prefix, reads_heap):
        """Whether the exporter has the heap figures of the application, and rss in any case."""
        with self.exporter(prefix) as exporter, self.application() as target:
            target.figures()
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("heap_exporter_target_up", pid=target.pid),
                             1 if reads_heap else 0)
            used = scrape.value("nodejs_heap_size_used_bytes", pid=target.pid)
            self.assertEqual(used is not None, reads_heap)
            self.assertGreater(
                scrape.value("process_resident_memory_bytes", pid=target.pid), 1 << 20)
            if not reads_heap:
                self.assertGreaterEqual(
                    scrape.value("heap_exporter_target_failures", reason="permission_denied"), 1)

    def test_the_daemonset_reads_heaps(self):
        self.check(as_engine(tools.security_context(pod_of("base", "DaemonSet"))), True)

    def test_the_sidecar_with_the_capability_reads_heaps(self):
        self.check(as_engine(tools.security_context(sidecar("sys-ptrace"))), True)

    def test_the_sidecar_of_the_same_user_reads_heaps(self):
        if YAMA.exists() and YAMA.read_text().strip() != "0":
            self.skipTest(f"{YAMA} is not 0")
        context = tools.security_context(sidecar("same-user"))
        self.check(as_engine(context), True)

    def test_the_same_user_of_another_group_does_not(self):
        context = tools.security_context(sidecar("same-user"))
        self.check(as_engine({**context, "runAsGroup": context["runAsGroup"] + 1}), False)

    def test_the_sidecar_without_rights_reads_none(self):
        self.check(as_engine(tools.security_context(sidecar("rss-only"))), False)

    def test_an_engine_that_permits_nothing_before_needs_privilege_escalation(self):
        context = tools.security_context(pod_of("base", "DaemonSet"))
        # What a program without capabilities of its own may pass on to another user's is nothing.
        for allowed in (False, True):
            last = ["setpriv", *([] if allowed else ["--no-new-privs"]), "--"]
            engine = as_engine({**context, "allowPrivilegeEscalation": True})
            self.check([*engine, *last], allowed)

    def test_the_memory_limit_of_another_container_is_read(self):
        container = ["unshare", "--mount", "sh", "-ec", f"""
            mount -t tmpfs tmpfs /sys/fs/cgroup
            mkdir /sys/fs/cgroup/memory
            for file in memory.max memory/memory.limit_in_bytes; do
              echo {LIMIT_BYTES} >/sys/fs/cgroup/$file
            done
            for file in memory.current memory/memory.usage_in_bytes; do
              echo 1000 >/sys/fs/cgroup/$file
            done
            exec "$@" """, "sh"]
        prefix = as_engine(tools.security_context(pod_of("base", "DaemonSet")))
        exporter = self.exporter(prefix, f"--path.cgroupfs={self.folder}")
        with exporter, self.application(*container) as target:
            target.figures()
            scrape = exporter.scrape()
            self.assertEqual(scrape.value("cgroup_memory_limit_bytes", pid=target.pid), LIMIT_BYTES)


if __name__ == "__main__":
    tools.main(tools.all_of_them)
