"""Watches a process that runs collect.js: the words behind the start of its Heap, at rest and while
it collects garbage."""

import collections
import struct

from learning import isolate
from learning.memory import Memory
from learning.symbols import NodeModule

INT32 = 4
STATE_BYTES = 0x400  # from Heap on, in which gc_state_ is
_BYTES = 0x5000  # some counters lie behind the Heap, in the Isolate
_DEADLINE = 120


class Watched:
    """`at_rest`: [(what the target told, bytes from Heap on)], phase by phase. `running`: {"major"
    or "minor": [a Counter of the values of each int32]}, seen while such collections ran."""

    def __init__(self):
        self.at_rest = []
        self.running = {}


def watch(target):
    """Watches a target from its first message to its last."""
    watched = Watched()
    message = target.hear(_DEADLINE)
    target.wait_until_blocked()
    with Memory(target.pid) as memory:
        module = NodeModule(memory)
        heap = isolate.find_objects(memory, module, isolate.find_isolate(memory, module)).heap
        size = memory.mapped_bytes(heap, _BYTES)
        while message["phase"]:
            if message["phase"] == "counted":
                target.wait_until_blocked()
                watched.at_rest.append((message, _read_at_rest(memory, heap, size)))
                target.proceed()
            else:
                watched.running[message["phase"]] = _count_values(target, memory, heap)
            message = target.hear(_DEADLINE)
    return watched


def unpack(kind, data):
    """`data` as integers: kind "i" of 32 bits, "q" of 64."""
    return struct.unpack(f"<{len(data) // struct.calcsize(kind)}{kind}", data)


def _read_at_rest(memory, address, size):
    data = memory.read(address, size)
    if data is None:
        raise AssertionError(f"pid {memory.pid} has no heap at {address:#x} any more")
    return data


def _count_values(target, memory, heap):
    """Reads again and again, until the target speaks or ends. It may have ended before we get to
    hear its last message; hear() tells whether there was one."""
    counts = [collections.Counter() for _ in range(STATE_BYTES // INT32)]
    while not target.has_spoken():
        data = memory.read(heap, STATE_BYTES)
        if data is None:
            break
        for count, value in zip(counts, unpack("i", data)):
            count[value] += 1
    return counts
