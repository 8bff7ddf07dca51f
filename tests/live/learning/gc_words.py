"""Words of the Heap that tell of garbage collections: whether one runs, how many, how long."""

import itertools

from learning.gc_watch import INT32, unpack
from learning.memory import WORD
from learning.voting import elect

_MAX_STATE = 8  # HeapState is a small enumeration
_SELDOM = 0.005  # the part of all looks in which a state must be seen
_UNASKED = 3  # so many more minor collections may happen in a phase

# V8 counts a little less than the call of gc() takes.
_PAUSE_ERROR = 0.05
_CALL_MICROSECONDS = 60


def gc_states(watched):
    """Offsets of int32 that are 0 at rest, and in major collections not what they are in minor."""
    rest = [unpack("i", data) for _, data in watched.at_rest]
    found = []
    for index, (major, minor) in enumerate(zip(watched.running["major"], watched.running["minor"])):
        states = {_state(major), _state(minor)}
        if len(states) == 2 and None not in states and not any(words[index] for words in rest):
            found.append(index * INT32)
    return found


def mark_compacts(watched):
    """Offsets of int32 that count major collections, with one behind that counts all."""
    return elect((index * INT32 for index in range(len(grown) - 1)
                  if grown[index] == told["majors"]
                  and 0 <= grown[index + 1] - told["majors"] - told["minors"] <= _UNASKED)
                 for told, grown in _phases(watched, "i"))


def pauses(watched):
    """[(offset,) of all or (offset of major, offset of minor)]: int64 that count microseconds."""
    alone = [(offset,) for offset in _counting(watched, "major", "minor")]
    apart = itertools.product(_counting(watched, "major"), _counting(watched, "minor"))
    return alone or list(apart)


def _state(counts):
    """The value that is seen most besides 0, or None where that is no state."""
    seen = [(count, value) for value, count in counts.items() if value != 0]
    count, value = max(seen, default=(0, 0))
    is_state = 0 < value < _MAX_STATE and count >= counts.total() * _SELDOM
    return value if is_state else None


def _counting(watched, *kinds):
    phases = list(_phases(watched, "q"))
    return [index * WORD for index in range(len(phases[0][1]))
            if all(_is_pause(grown[index], told, kinds) for told, grown in phases)]


def _is_pause(grown, told, kinds):
    time = sum(told[f"{kind}Time"] for kind in kinds)
    calls = sum(told[f"{kind}s"] for kind in kinds)
    return abs(grown - time) <= time * _PAUSE_ERROR + calls * _CALL_MICROSECONDS


def _phases(watched, kind):
    """(by how much each number that is told grew in a phase, by how much each word grew)."""
    for (told, before), (told_after, after) in itertools.pairwise(watched.at_rest):
        grown = {key: told_after[key] - told[key] for key in told if key != "phase"}
        yield grown, [b - a for a, b in zip(unpack(kind, before), unpack(kind, after))]
