"""The new space: its two semispaces, and how many bytes of them are used.

The pages before the one being filled are used wholly, of that one what is below top:
used = pages * page_bytes + (offset of top in its page - header of a page) + extra_used.
"""

import itertools

from learning.memory import WORD
from learning.voting import elect

_MAX_PAGES = 1024
_LOWEST_ADDRESS = 1 << 32


class NewSpace:
    """What observations say of the new space, whose id is `id_`."""

    def __init__(self, observations, id_, page_size):
        self._observations = observations
        self._id = id_
        self._page_size = page_size

    def semispaces(self):
        """Pairs of offsets of committed_ of what look like two Spaces inside the new space."""
        return elect(_semispaces(seen, self._words(seen), self._told(seen)["space_size"])
                     for seen in self._observations)

    def physical_distances(self, pair):
        """How far behind committed_ each semispace counts its resident bytes."""
        return elect(_distances(self._words(seen), pair, self._told(seen)["physical_space_size"])
                     for seen in self._observations)

    def uses(self):
        """[("capacity" or "pages_used", its offset, path of top, page_bytes)]: all that fit."""
        return elect(self._uses(seen) for seen in self._observations)

    def extra_used(self, use):
        """Offsets; `use` is one of uses(). To be asked of processes in which objects are pinned:
        else nothing is used elsewhere than below top."""
        rests = [(self._words(seen), self._used(seen) - self._below_top(seen, use))
                 for seen in self._observations]
        return elect({index * WORD for index, word in enumerate(words) if word == rest}
                     for words, rest in rests if rest)

    def _words(self, seen):
        return seen.spaces[self._id]

    def _told(self, seen):
        return seen.truth["spaces"][self._id]

    def _used(self, seen):
        """Exactly what was used at the moment of the look. The space's own figure is of a moment
        later; the heap's is not."""
        heap, spaces = seen.truth["heap"], seen.truth["spaces"]
        counted = [space for index, space in enumerate(spaces) if index != self._id]
        if sum(space["space_size"] for space in spaces) != heap["total_heap_size"]:
            counted = counted[1:]  # the read-only space is not the heap's
        return heap["used_heap_size"] - sum(space["space_used_size"] for space in counted)

    def _uses(self, seen):
        used = self._used(seen)
        counts = list(_page_counts(self._words(seen), self._page_size))
        for path, top in self._tops(seen):
            for kind, position, pages in counts:
                free = self._page_size - self._offset(top)  # in the page being filled
                page_bytes, remainder = divmod(used + free, pages)
                if remainder == 0 and self._page_size // 2 < page_bytes <= self._page_size:
                    yield kind, position, path, page_bytes

    def _below_top(self, seen, use):
        kind, position, path, page_bytes = use
        pages = {(kind, position): pages
                 for kind, position, pages in _page_counts(self._words(seen), self._page_size)}
        top = dict(self._tops(seen)).get(path)
        if top is None or (kind, position) not in pages:
            return 0
        return pages[kind, position] * page_bytes - self._page_size + self._offset(top)

    def _tops(self, seen):
        """(path, address) of what may be the top. Where that is the end of the allocation area, the
        area's own top counts."""
        area = seen.areas.get(self._id)
        for path, word in seen.paths(self._words(seen)):
            if word > _LOWEST_ADDRESS and word % WORD == 0:
                yield path, area.top if area and area.limit == word else word

    def _offset(self, top):
        return (top - 1) % self._page_size + 1


def _semispaces(seen, words, size):
    first = seen.space_heap // WORD + 1  # behind heap_ of the new space itself
    committed = [index + 2 for index in range(first, len(words) - 2)
                 if words[index] == seen.heap_address]
    for to, from_ in itertools.combinations(committed, 2):
        if words[to] + words[from_] == size:
            yield to * WORD, from_ * WORD


def _distances(words, pair, physical):
    to, from_ = (offset // WORD for offset in pair)
    for distance in range(1, min(from_ - to, len(words) - from_)):
        if words[to + distance] + words[from_ + distance] == physical:
            yield distance * WORD


def _page_counts(words, page_size):
    """(kind, offset, pages up to and with the one being filled)."""
    for index, word in enumerate(words):
        pages, remainder = divmod(word, page_size)
        if remainder == 0 and 0 < pages <= _MAX_PAGES:
            yield "capacity", index * WORD, pages
        if word & 0xFFFFFFFF < _MAX_PAGES:
            yield "pages_used", index * WORD, (word & 0xFFFFFFFF) + 1
