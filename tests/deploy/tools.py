"""The tools with which the tests of deploy/ look at manifests, and short ways to use them.

fetch-tools.sh brings them on first use. Where one cannot be had, SkipTest tells why.
"""

import functools
import json
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).parents[2]
HERE = pathlib.Path(__file__).parent
KUSTOMIZE = ROOT / "deploy" / "kubernetes"
CHART = ROOT / "deploy" / "helm" / "heap-exporter"
sys.path.insert(0, str(ROOT / "tests" / "live"))

import harness
from processes import scaled


def run(command, text="", seconds=120):
    return subprocess.run([str(word) for word in command], input=text, capture_output=True,
                          text=True, timeout=scaled(seconds))


def output(command, text=""):
    """What the command prints; it must succeed."""
    done = run(command, text)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def on_path(name):
    path = shutil.which(name)
    if not path:
        raise unittest.SkipTest(f"there is no {name} on PATH")
    return path


@functools.cache
def _fetch():
    """The folder of the tools, or why there is none."""
    if not shutil.which("npm"):
        return None, "there is no npm on PATH to fetch the tools"
    done = run([HERE / "fetch-tools.sh"], seconds=300)
    if done.returncode != 0:
        return None, f"fetch-tools.sh cannot fetch the tools: {' '.join(done.stderr.split())[:300]}"
    return pathlib.Path(done.stdout.strip()), None


def folder():
    path, failure = _fetch()
    if failure:
        raise unittest.SkipTest(failure)
    return path


@functools.cache
def _binary(name):
    path = folder() / "bin" / name / name
    try:
        run([path, "--help"])
    except OSError as error:  # it is for x86-64
        raise unittest.SkipTest(f"{name} does not run here: {error}")
    return path


def helm(*arguments):
    return run([_binary("helm"), *arguments])


def all_of_them():
    """For main(): what manifests are made and looked at with."""
    _binary("helm")
    _binary("kubectl")
    on_path("node")


def main(need):
    """Runs the tests of the calling file, or exits 77 where need() raises SkipTest."""
    try:
        need()
    except unittest.SkipTest as reason:
        print(f"skipped: {reason}")
        sys.exit(harness.SKIPPED)
    harness.main()


def _node(script, data):
    """Runs one of the scripts beside this file."""
    return run([on_path("node"), HERE / script, folder()], json.dumps(data))


def parse_yaml(texts):
    """{name: YAML text} with the list of its documents that are not empty in place of each text."""
    done = _node("yaml_to_json.cjs", texts)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def type_findings(manifests):
    """What Kubernetes' types find wrong with {name: manifest}, a line each; empty where nothing is.
    Of equal manifests only the first is looked at."""
    first = {}
    for name, manifest in manifests.items():
        first.setdefault(json.dumps(manifest, sort_keys=True), name)
    done = _node("kubernetes_types.cjs", {name: json.loads(text) for text, name in first.items()})
    if done.returncode not in (0, 1) or done.stderr:
        raise AssertionError(done.stderr)
    return done.stdout


def kustomize(path):
    """The manifests that a kustomization makes."""
    text = output([_binary("kubectl"), "kustomize", path])
    return parse_yaml({"it": text})["it"]


def of_kind(manifests, kind):
    return [manifest for manifest in manifests if manifest["kind"] == kind]


def only(manifests, kind):
    """The one manifest of a kind."""
    [manifest] = of_kind(manifests, kind)
    return manifest


def pod_of(workload):
    return workload["spec"]["template"]["spec"]


def exporter_of(pod):
    """The exporter's container."""
    [container] = [each for each in pod["containers"] if each["name"] == "heap-exporter"]
    return container


def security_context(pod):
    """That of the exporter's container, with what it has from its pod."""
    return {**pod.get("securityContext", {}), **exporter_of(pod).get("securityContext", {})}


def project_version():
    cmake = (ROOT / "CMakeLists.txt").read_text()
    return cmake.split("project(heap_exporter VERSION ")[1].split()[0]
