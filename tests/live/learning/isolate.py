"""Finds the main isolate, its Heap and its Spaces by their structure, without any table.

It goes the way of exporter/runtime/node/isolate_list.cc and isolate_objects.cc, but does not know
where a Space keeps its heap_.
"""

import collections
import dataclasses

from learning.memory import WORD

_ISOLATE_BYTES = 0x16000
_HEAD_WORDS = 16
_SPACE_HEAPS = (0x08, 0x40)  # where a Space's heap_ has been so far; id_ follows
_MAX_SPACES = 20
_MIN_SPACES = 5
_ARRAY_SEARCH_WORDS = 0x200

_PLATFORM_WORDS = 40
_LOAD_FACTOR_ONE = 0x3F800000  # 1.0f


@dataclasses.dataclass
class Isolate:
    address: int
    heap: int
    space_heap: int  # offset of heap_ in every Space
    spaces: dict  # {id: address}


def find_isolate(memory, module):
    """The isolate of the main thread, of a process that runs no workers."""
    platform_vtable = module.vtable("N4node12NodePlatformE")
    for platform in memory.words(module.address(module.MARK), 8):
        if memory.is_object(platform) and memory.word(platform) == platform_vtable:
            return _first_isolate(memory, platform)
    raise LookupError("v8_platform holds no NodePlatform")


def find_objects(memory, module, address):
    """The Isolate at `address` with its heap and spaces."""
    count = memory.mapped_bytes(address, _ISOLATE_BYTES) // WORD
    words = memory.words(address, count)
    heads = _object_heads(memory, module, words)
    votes = collections.defaultdict(lambda: collections.defaultdict(set))
    for candidate, head in heads.items():
        for space_heap in _SPACE_HEAPS:
            heap, id_ = head[space_heap // WORD], head[space_heap // WORD + 1] & 0xFFFFFFFF
            if address < heap < address + count * WORD and id_ < _MAX_SPACES:
                votes[heap, space_heap][id_].add(candidate)
    (heap, space_heap), by_id = max(votes.items(), key=lambda vote: len(vote[1]))
    if len(by_id) < _MIN_SPACES:
        raise LookupError("no heap that spaces point back to")
    spaces = _space_array(words, (heap - address) // WORD, by_id)
    return Isolate(address, heap, space_heap, spaces)


def _first_isolate(memory, platform):
    words = memory.words(platform, _PLATFORM_WORDS)
    for head in zip(words, words[1:], words[2:], words[3:], words[4:]):
        _, buckets, node, count, load_factor = head
        if load_factor & 0xFFFFFFFF == _LOAD_FACTOR_ONE and buckets >= 1 and count == 1:
            if memory.is_object(node, 2 * WORD):
                return memory.word(node + WORD)
    raise LookupError("the platform has no map of one isolate")


def _object_heads(memory, module, words):
    """{address: first words} of the objects with a vtable that the words point to."""
    heads = {}
    for word in set(words):
        if memory.is_object(word, _HEAD_WORDS * WORD):
            head = memory.words(word, _HEAD_WORDS)
            if head and module.contains(head[0]):
                heads[word] = head
    return heads


def _space_array(words, heap_word, by_id):
    """Heap::space_[]: the longest run of words of which the k-th is null or a Space with id k. From
    V8 9.0 on the read-only space is not in it: then the one whose pointer is nearest."""
    start, spaces = max(_runs(words, heap_word, by_id), key=lambda run: len(run[1]))
    if by_id[0] and 0 not in spaces:
        spaces[0] = min(by_id[0], key=lambda space: abs(words.index(space) - start))
    return spaces


def _runs(words, heap_word, by_id):
    for start in range(heap_word, min(heap_word + _ARRAY_SEARCH_WORDS, len(words) - _MAX_SPACES)):
        run = {}
        for id_ in range(_MAX_SPACES):
            candidate = words[start + id_]
            if candidate in by_id[id_]:
                run[id_] = candidate
            elif id_ > 0 and candidate != 0:
                break
        yield start, run
