"""One look at a process at rest: the words in question, and what it says of that moment."""

import dataclasses

from learning import areas, isolate
from learning.memory import WORD, Memory
from learning.symbols import NodeModule

POINTEE_WORDS = 0x100 // WORD
_HEAP_WORDS = 0x1400 // WORD
_SPACE_WORDS = 0x380 // WORD


@dataclasses.dataclass
class Observation:
    heap_address: int
    heap: tuple  # words from the Heap on
    space_heap: int  # offset of heap_ in every Space
    spaces: dict  # {id: words from the Space on}
    areas: dict  # {id: Area} of the linear allocation areas outside of the spaces
    pointees: dict  # {address: words} of what the words point to
    truth: dict = None  # a message of calibrate.js

    def paths(self, words):
        """(path, word) of all words of an object, and of those behind its pointers. A path is
        (offset,) or (offset, inner)."""
        for index, word in enumerate(words):
            yield (index * WORD,), word
        yield from self.inner_paths(words)

    def inner_paths(self, words):
        """(path, word) of those behind pointers only."""
        for index, word in enumerate(words):
            for inner, pointed in enumerate(self.pointees.get(word, ())):
                yield (index * WORD, inner * WORD), pointed

    def unused(self, id_):
        """Bytes of a space's allocation area outside of it that are not used yet."""
        area = self.areas.get(id_)
        return area.limit - area.top if area else 0


def look(pid):
    with Memory(pid) as memory:
        module = NodeModule(memory)
        found = isolate.find_objects(memory, module, isolate.find_isolate(memory, module))
        heap = _words(memory, found.heap, _HEAP_WORDS)
        spaces = {id_: _words(memory, address, _SPACE_WORDS)
                  for id_, address in found.spaces.items()}
        return Observation(found.heap, heap, found.space_heap, spaces, areas.find(memory, found),
                           _pointees(memory, [heap, *spaces.values()]))


def _words(memory, address, count):
    return memory.words(address, memory.mapped_bytes(address, count * WORD) // WORD)


def _pointees(memory, objects):
    pointers = {word for words in objects for word in words}
    return {pointer: memory.words(pointer, POINTEE_WORDS) for pointer in pointers
            if memory.is_object(pointer, POINTEE_WORDS * WORD)}
