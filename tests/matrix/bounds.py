"""How far a figure may be off. Every difference comes from what the process itself does after the
look, until it has its own figures: a fresh allocation area, code that was compiled meanwhile.
"""

from checks import FIGURES, USED, counted

SHARE_EXACT = 0.99
KIBIBYTE = 1024

# The last V8 of a range, and how far heap used may be off there, in bytes. From 8.6 to 11.8 V8 counts
# the whole of an allocation area as used, and a process may take one or two of up to a page each.
_USED = (
    ((7, 9), 1688),
    ((8, 4), 1928),
    ((9, 6), 512 * KIBIBYTE),
    ((10, 8), 394 * 1000),
    ((11, 8), 512 * KIBIBYTE),
    ((12, 9), 13 * 1000),
    ((13, 6), 27 * 1000),
    ((14, 1), 2800),
    ((14, 6), 23 * 1000),
)


def breaches(run):
    """Yields what is wrong with single checks of a build, as text."""
    for check in run.checks:
        for figure, difference in check.differences.items():
            if abs(difference) > _bound(figure, run.v8):
                yield f"{run.build}, {check}: {figure} is off by {difference:+} bytes"


def shortfalls(runs):
    """Yields which figures are too seldom exact, as text."""
    for figure in FIGURES:
        checks, exact = counted(runs, figure)
        if figure != USED and exact < SHARE_EXACT * checks:
            yield f"{figure} is exact in {exact} of {checks} checks"


def _bound(figure, v8):
    """The largest difference allowed, in bytes."""
    minor = tuple(int(part) for part in v8.split(".")[:2])
    if figure != USED:
        return (512 if minor == (7, 4) else 256) * KIBIBYTE  # a page of V8's heap
    for last, used in _USED:
        if minor <= last:
            return used
    raise ValueError(f"how far heap used may be off in V8 {v8} is not in the table")
