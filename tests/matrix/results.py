"""The results of the matrix, as Markdown."""

import builds
from checks import FIGURES, USED, counted, differences_of

_HEAD = """# Accuracy over {builds} builds of Node.js

For every check a process performs an operation on a heap of one of five shapes (idle; 480 MB of small objects; 200 MB of
Buffers; many large arrays and strings; a mixture after garbage collections) and blocks; the exporter is scraped, and then
the process goes on and at once tells its own `process.memoryUsage()` and `heap_size_limit`. Both sides count bytes of one
and the same heap at rest, eight operations for each shape, so neither the machine nor its speed matters.

Written by `EXPORTER=build/release/exporter/heap_exporter python3 tests/matrix/matrix.py --full`, which
`tests/run.sh --full` runs too. The columns of figures tell in how many checks the exporter's figure equals the
process's own to the byte, the last one how far heap used was off at most.

"""

_NOTES = """
`-`: that Node.js does not tell this figure. Where heap used differs, the process itself has allocated between the two
looks: machine code that was compiled meanwhile, or a fresh allocation area.
"""


def header():
    return [_cells("Node.js", "V8", "checks", *FIGURES, "heap used, worst"),
            _cells("---", "---", *["--:"] * (len(FIGURES) + 2))]


def row(run):
    """The line of one build in the table."""
    name = f"{run.node} (Debian)" if run.build == builds.DEBIAN else run.node
    shares = []
    for figure in FIGURES:
        checks, exact = counted([run], figure)
        shares.append(exact if checks else "-")
    return _cells(name, run.v8, len(run.checks), *shares, _worst_used([run]))


def deviations(runs):
    """Every check in which a figure other than heap used is not exact."""
    return [f"{run.build}, {check}: {figure} {difference:+} B"
            for run in runs for check in run.checks
            for figure, difference in check.differences.items() if figure != USED and difference]


def document(runs, absent):
    """All of it. `absent` tells why a build was not run."""
    lines = [*header(), *map(row, runs), _total(runs)]
    text = _HEAD.format(builds=len(runs)) + "\n".join(lines) + "\n" + _NOTES
    notes = [f"Not run: {name}: {reason}" for name, reason in absent.items()]
    notes += [f"Not exact: {deviation}" for deviation in deviations(runs)]
    return text + "".join(f"\n- {note}" for note in notes) + ("\n" if notes else "")


def _total(runs):
    shares = []
    for figure in FIGURES:
        checks, exact = counted(runs, figure)
        shares.append(f"{exact} of {checks}")
    return _cells("all", "", sum(len(run.checks) for run in runs), *shares, _worst_used(runs))


def _worst_used(runs):
    worst = max(map(abs, differences_of(runs, USED)))
    return f"{worst:,} B".replace(",", " ")


def _cells(*cells):
    return f"| {' | '.join(str(cell) for cell in cells)} |"
