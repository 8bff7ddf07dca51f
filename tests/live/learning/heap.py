"""Words of the Heap: the limit's two parts, external memory, what the MemoryAllocator counts."""

from learning.memory import WORD
from learning.observation import POINTEE_WORDS
from learning.voting import elect

_MEBI = 1024 * 1024
_SEMI_SPACES = 3  # Heap::MaxReserved() is the old generation and three semi-spaces


def max_semi_space_sizes(runs):
    """Offsets. `runs`: [(MiB of --max-semi-space-size, observations)]."""
    return elect({index * WORD for index, word in enumerate(seen.heap) if word == mebibytes * _MEBI}
                 for mebibytes, observations in runs for seen in observations)


def max_old_generation_sizes(runs):
    return elect({path for path, word in seen.paths(seen.heap)
                  if word == _limit(seen) - _SEMI_SPACES * mebibytes * _MEBI}
                 for mebibytes, observations in runs for seen in observations)


def external_memory(observations):
    """Paths of one word; none where it is a sum of two."""
    return elect({path for path, word in seen.paths(seen.heap) if word == _external(seen)}
                 for seen in observations)


def external_memory_sums(observations):
    """Pairs of paths, of a word of the Heap and one behind a pointer."""
    return elect(_sums(seen) for seen in observations)


def memory_allocator_sizes(observations):
    """Paths to MemoryAllocator::size_: capacity_ is before it, size_executable_ behind it."""
    return elect(_allocator_sizes(seen) for seen in observations)


def _limit(seen):
    return seen.truth["heap"]["heap_size_limit"]


def _external(seen):
    return seen.truth["memory"]["external"]


def _sums(seen):
    inner = {}
    for path, word in seen.inner_paths(seen.heap):
        inner.setdefault(word, []).append(path)
    for index, word in enumerate(seen.heap):
        rest = _external(seen) - word
        if word and rest > 0:
            for path in inner.get(rest, ()):
                yield (index * WORD,), path


def _allocator_sizes(seen):
    told = seen.truth["heap"]
    # The capacity is the limit when the heap was set up.
    size = (told["total_heap_size"], told["total_heap_size_executable"])
    for index, pointer in enumerate(seen.heap):
        words = seen.pointees.get(pointer)
        for inner in range(1, POINTEE_WORDS - 1) if words else ():
            if words[inner:inner + 2] == size and size[0] <= words[inner - 1] <= _limit(seen):
                yield index * WORD, inner * WORD
