"""The checks of one build: what the exporter tells of a blocked process, against what that process
tells of itself as soon as it goes on.
"""

import dataclasses
import math
import pathlib

import harness

TARGET = pathlib.Path(__file__).parent / "target.js"
SHAPES = ("idle", "small", "buffers", "large", "mixed")
USED = "heap used"

# What the exporter calls it, and where the process tells it. Node.js 12.17 and 13.9 are the first
# that tell arrayBuffers.
FIGURES = {
    "heap total": ("nodejs_heap_size_total_bytes", lambda told: told["memory"]["heapTotal"]),
    "limit": ("nodejs_heap_size_limit_bytes", lambda told: told["limit"]),
    "external": ("nodejs_external_memory_bytes", lambda told: told["memory"]["external"]),
    "array buffers": ("nodejs_array_buffers_bytes",
                      lambda told: told["memory"].get("arrayBuffers")),
    USED: ("nodejs_heap_size_used_bytes", lambda told: told["memory"]["heapUsed"]),
}


@dataclasses.dataclass(frozen=True)
class Form:
    """How much is done with a build: the size of its heaps and the operations on each."""

    scale: float
    operations: tuple


FULL = Form(1, ("rest", "allocate", "keep", "churn", "buffers", "large", "release", "allocate"))
SHORT = Form(0.1, ("keep", "churn", "release", "allocate"))


@dataclasses.dataclass(frozen=True)
class Check:
    """One comparison. The differences are ours - theirs in bytes, infinite where the exporter tells
    none; there is none of a figure that the process does not tell.
    """

    shape: str
    operation: str
    differences: dict

    def __str__(self):
        return f"{self.shape}, {self.operation}"


@dataclasses.dataclass(frozen=True)
class Run:
    """All checks of one build. node and v8 are the versions that it tells."""

    build: str
    node: str
    v8: str
    checks: list


def counted(runs, figure):
    """How many checks of some builds have the figure, and how many of these are exact."""
    differences = differences_of(runs, figure)
    return len(differences), differences.count(0)


def differences_of(runs, figure):
    return [check.differences[figure] for run in runs for check in run.checks
            if figure in check.differences]


def run_build(build, command, exporter, form):
    """Performs all operations of a form on all shapes, one process after another."""
    checks = []
    for shape in SHAPES:
        # More than the default of a small machine; elsewhere the default is looked at too.
        flags = ["--max-old-space-size=1500"] if shape == "small" else []
        arguments = [TARGET, shape, str(form.scale), *form.operations]
        with harness.Target([*command, "--expose-gc", *flags, *arguments]) as target:
            about = target.hear()
            for operation in form.operations:
                _await(target, operation)
                checks.append(Check(shape, operation, _look(exporter, target)))
    return Run(build, about["node"], about["v8"], checks)


def _await(target, operation):
    """Waits until the process has performed the operation, and its compiler threads are done."""
    target.wait_until_blocked()
    target.proceed()
    if (told := target.hear()) != {"performed": operation}:
        raise AssertionError(f"after {operation} the target told {told}")


def _look(exporter, target):
    """Looks at a process that has performed an operation, then asks it for its own figures."""
    target.wait_until_blocked()
    scrape = exporter.scrape()
    target.proceed()
    told = target.hear()
    differences = {}
    for figure, (name, own) in FIGURES.items():
        if (theirs := own(told)) is not None:
            ours = scrape.value(name, pid=target.pid)
            differences[figure] = math.inf if ours is None else int(ours) - theirs
    return differences
