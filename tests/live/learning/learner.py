"""Learns the whole row of a Node.js build by calibration."""

from learning import gc_words, heap
from learning.new_space import NewSpace
from learning.spaces import OUTSIDE, Spaces

# Two processes: (MiB of a semi-space, MiB of the old generation).
_RUNS = ((4, 96), (8, 128))
# Has minor collections leave objects where they are; experimental in V8 13.6 to 14.6.
_PINNING = "--scavenger-precise-object-pinning"


class Learned:
    """`candidates`: {field: [values that fit]}, the best first. None among them: V8 has no such
    thing. Where there are none the field was not learned. `names`: of the spaces, by id."""

    def __init__(self, version, node_version):
        self.version = version
        self.node_version = node_version
        self.names = []
        self.candidates = {"version": [version]}

    def put(self, field, values):
        """A word of the object itself is better than one behind a pointer, and an earlier one
        better than a later."""
        self.candidates[field] = sorted(set(values), key=_complexity)

    def row(self):
        """{field: value} of the fields that V8 has."""
        return {field: values[0] for field, values in self.candidates.items()
                if values and values[0] is not None}


def learn(subject):
    learned = Learned(*subject.versions())
    runs = [(semi, subject.observations(*_flags(semi, old))) for semi, old in _RUNS]
    observations = [seen for _, run in runs for seen in run]
    _learn_spaces(learned, Spaces(observations))
    _learn_new_space(learned, observations, subject)
    _learn_heap(learned, runs, observations)
    _learn_gc(learned, subject.watched_collections())
    return learned


def _flags(semi, old):
    return f"--max-semi-space-size={semi}", f"--max-old-space-size={old}"


def _complexity(value):
    if value is None:
        return 0, 0
    return (len(value), value) if isinstance(value, tuple) else (1, value)


def _learn_spaces(learned, spaces):
    learned.names = spaces.names
    learned.put("space_heap", spaces.space_heaps())
    learned.put("page_size", [spaces.page_size()])
    sizes = spaces.paged_sizes()
    way = sizes[0][1] if sizes else None
    learned.put("paged.size", [offset for offset, _, _ in sizes])
    learned.put("paged.area_top", [top for _, _, top in sizes])
    learned.put("paged.free_bytes", spaces.free_bytes(way))
    learned.put("paged.physical", spaces.physical())
    learned.put("unused_areas_are_free", [way == OUTSIDE])
    learned.put("large_objects_size", spaces.large_objects_sizes())
    learned.put("read_only_used", spaces.read_only_used())


def _learn_new_space(learned, observations, subject):
    row = learned.row()
    where = learned.names.index("new"), row.get("page_size", 256 * 1024)
    new_space = NewSpace(observations, *where)
    pairs = new_space.semispaces()
    learned.put("new_space.to_committed", [to for to, _ in pairs])
    learned.put("new_space.from_committed", [from_ for _, from_ in pairs])
    learned.put("new_space.physical_distance",
                new_space.physical_distances(pairs[0]) if pairs else [])
    uses = sorted(new_space.uses(), key=lambda use: _complexity(use[2]))
    for kind in ("capacity", "pages_used"):
        learned.put(f"new_space.use.{kind}", [use[1] if use[0] == kind else None for use in uses])
    learned.put("new_space.top", [use[2] for use in uses])
    page_bytes = {use[3] for use in uses}
    same = "paged.size" in row and page_bytes == Spaces(observations).area_sizes(row["paged.size"])
    learned.put("new_space.page_bytes", page_bytes | {None} if same else page_bytes)
    if uses and subject.has_flag(_PINNING):
        pinned = NewSpace(subject.observations(_PINNING, *_flags(*_RUNS[0])), *where)
        learned.put("new_space.extra_used", pinned.extra_used(uses[0]))


def _learn_heap(learned, runs, observations):
    learned.put("heap.max_semi_space_size", heap.max_semi_space_sizes(runs))
    learned.put("heap.max_old_generation_size", heap.max_old_generation_sizes(runs))
    learned.put("heap.memory_allocator_size", heap.memory_allocator_sizes(observations))
    alone = heap.external_memory(observations)
    sums = [] if alone else heap.external_memory_sums(observations)
    learned.put("heap.external_memory", alone + [path for path, _ in sums])
    learned.put("heap.external_memory_more", [None for _ in alone] + [path for _, path in sums])


def _learn_gc(learned, watched):
    learned.put("heap.gc_state", gc_words.gc_states(watched))
    learned.put("heap.mark_compacts", gc_words.mark_compacts(watched))
    pauses = gc_words.pauses(watched)
    learned.put("heap.gc_pause", [pause[0] for pause in pauses])
    learned.put("heap.gc_pause_more", [pause[1] if len(pause) == 2 else None for pause in pauses])
