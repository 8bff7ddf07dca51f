"""Linear allocation areas that lie outside of the spaces (V8 12.4 on).

It goes the way of exporter/runtime/node/allocation_areas.cc.
"""

import collections

from learning.memory import WORD

_HEAP_HEAD_WORDS = 16
_ALLOCATOR_BYTES = 0x900
_AREA_POINTER_WORDS = range(4, 30)  # behind Heap* of a MainAllocator
_ISOLATE_DATA_BYTES = 0x1000

Area = collections.namedtuple("Area", "start top limit")


def find(memory, isolate):
    """{space id: Area}; empty where V8 has none such."""
    ids = {address: id_ for id_, address in isolate.spaces.items()}
    for candidate in memory.words(isolate.heap, _HEAP_HEAD_WORDS):
        if memory.is_object(candidate, _ALLOCATOR_BYTES):
            words = memory.words(candidate, _ALLOCATOR_BYTES // WORD)
            areas = dict(_areas_in(memory, words, candidate, isolate, ids))
            if areas:
                return areas
    return {}


def _areas_in(memory, words, address, isolate, ids):
    for index, (heap, space) in enumerate(zip(words, words[1:])):
        if heap == isolate.heap and space in ids:
            area = _area_pointer(words, address, index, isolate)
            if area:
                yield ids[space], Area(*memory.words(area, len(Area._fields)))


def _area_pointer(words, address, heap_index, isolate):
    for index in _AREA_POINTER_WORDS:
        pointer = words[heap_index + index] if heap_index + index < len(words) else 0
        right_behind = pointer == address + (heap_index + index + 1) * WORD
        if right_behind or isolate.address <= pointer < isolate.address + _ISOLATE_DATA_BYTES:
            return pointer
    return None
