"""Paged, large-object and read-only spaces: where they count used, free and resident bytes."""

import itertools

from learning.memory import WORD
from learning.voting import elect

# How the unused rest of a linear allocation area counts.
COUNTED, OUTSIDE, IN_SPACE = "as used", "as free, of an area elsewhere", "as free, of an area in it"

_COMMITTED_AFTER_HEAP = 0x10
_PAGE_SIZES = [2**bits for bits in range(14, 21)]
_STATS_WORDS = 60  # the accounting is among the first words of a space
_LOWEST_ADDRESS = 1 << 32


def kind(name):
    if name in ("read_only", "new"):
        return name
    return "large" if name.endswith("large_object") else "paged"


class Spaces:
    """What observations of a build's processes say of its spaces."""

    def __init__(self, observations):
        self._observations = observations
        self.names = [space["space_name"].removesuffix("_space")
                      for space in observations[0].truth["spaces"]]

    def space_heaps(self):
        """Offsets of heap_ in every Space, with committed_ at its distance behind."""
        return elect({seen.space_heap} if _word(words, seen.space_heap + _COMMITTED_AFTER_HEAP)
                     == told["space_size"] else set()
                     for seen, _, words, told in self._told("paged", "large"))

    def page_size(self):
        """Bytes by multiples of which spaces grow and shrink; a space's first pages may be shorter.
        None where there is no such number."""
        sizes = [[seen.truth["spaces"][self.names.index(name)]["space_size"]
                  for seen in self._observations] for name in ("old", "code")]
        steps = {abs(after - before) for one in sizes for before, after in itertools.pairwise(one)}
        ballots = [[size for size in _PAGE_SIZES if step % size == 0] for step in steps - {0}]
        return max(elect(ballots), default=None)

    def paged_sizes(self):
        """[(offset of size_, how unused areas count, area_top or None)]: all that fit, of the
        simplest way in which they can count."""
        fits = elect(_size_hypotheses(*one) for one in self._told("paged"))
        for way in (COUNTED, OUTSIDE, IN_SPACE):
            chosen = [fit for fit in fits if fit[1] == way]
            if chosen:
                return chosen
        return []

    def area_sizes(self, size):
        """The area_size of old-space pages, where `size` is the offset of size_."""
        id_ = self.names.index("old")
        return {_word(seen.spaces[id_], size - 0x18) for seen in self._observations}

    def free_bytes(self, way):
        """Paths to FreeList::available_. Up to V8 7.7 the free list, a part of the space, had no
        such counter; then it became an object of its own."""
        return elect({path for path, word in seen.inner_paths(words[:_STATS_WORDS])
                      if word + (seen.unused(id_) if way == OUTSIDE else 0)
                      == told["space_available_size"]}
                     for seen, id_, words, told in self._told("paged"))

    def physical(self):
        """Offsets besides committed_, to which it may be equal all the time."""
        return elect({offset for offset in _offsets(words, told["physical_space_size"])
                      if offset != seen.space_heap + _COMMITTED_AFTER_HEAP}
                     for seen, _, words, told in self._told("paged"))

    def large_objects_sizes(self):
        return elect(_offsets(words, told["space_used_size"])
                     for seen, _, words, told in self._told("large") if told["space_size"])

    def read_only_used(self):
        """Offsets, or None for that the isolate has no read-only space of its own."""
        told = list(self._told("read_only"))
        return elect(_offsets(words, told["space_used_size"])
                     for _, _, words, told in told) if told else [None]

    def _told(self, *kinds):
        """(observation, id, words, what the target said of it) of the spaces of some kinds that are
        not empty."""
        for seen in self._observations:
            for id_, words in seen.spaces.items():
                told = seen.truth["spaces"][id_]
                if kind(self.names[id_]) in kinds and told["space_size"]:
                    yield seen, id_, words, told


def _size_hypotheses(seen, id_, words, told):
    used = told["space_used_size"]
    for offset in _offsets(words, used):
        yield offset, COUNTED, None
    for offset in _offsets(words, used + seen.unused(id_)):
        yield offset, OUTSIDE, None
    for top, rest in _areas_in(words):
        for offset in _offsets(words, used + rest):
            yield offset, IN_SPACE, top


def _areas_in(words):
    """(offset, unused bytes) of what may be top and limit of an area."""
    for index, (top, limit) in enumerate(zip(words[:_STATS_WORDS], words[1:])):
        if top == limit == 0 or (top > _LOWEST_ADDRESS and 0 <= limit - top < max(_PAGE_SIZES)):
            yield index * WORD, limit - top


def _offsets(words, value):
    return {index * WORD for index, word in enumerate(words[:_STATS_WORDS]) if word == value}


def _word(words, offset):
    return words[offset // WORD]
