"""A row of the table in exporter/runtime/node/v8_layout.cc: its fields, and how C++ has them.

A row is {field: value}. A value is a number, a path (offset,) or (offset, inner), a flag, the name
of an array of spaces, or the version (major, minor).
"""

import dataclasses
import enum

_WIDTH = 100
_INDENT = " " * 8


class Kind(enum.Enum):
    OFFSET, PATH, SIZE, NAME, FLAG, VERSION = range(6)


class Need(enum.Enum):
    """What it means where the field is missing."""

    MUST = 0  # nothing can be said of a build then
    SHAPE = 1  # V8 has no such thing
    COUNTER = 2  # that figure is not reported


@dataclasses.dataclass(frozen=True)
class Field:
    kind: Kind
    need: Need = Need.MUST
    default: object = None  # in C++; such a value is not written
    optional_path: bool = False  # a std::optional<WordPath>


# In the order of struct V8Layout.
FIELDS = {
    "version": Field(Kind.VERSION),
    "spaces": Field(Kind.NAME),
    "page_size": Field(Kind.SIZE, default=256 * 1024),
    "space_heap": Field(Kind.OFFSET, default=0x08),
    "paged.size": Field(Kind.OFFSET),
    "paged.free_bytes": Field(Kind.PATH, Need.COUNTER, optional_path=True),
    "paged.physical": Field(Kind.OFFSET, Need.COUNTER),
    "paged.area_top": Field(Kind.OFFSET, Need.SHAPE),
    "large_objects_size": Field(Kind.OFFSET),
    "new_space.to_committed": Field(Kind.OFFSET),
    "new_space.from_committed": Field(Kind.OFFSET),
    "new_space.use.capacity": Field(Kind.OFFSET, Need.SHAPE),
    "new_space.use.pages_used": Field(Kind.OFFSET, Need.SHAPE),
    "new_space.top": Field(Kind.PATH),
    "new_space.extra_used": Field(Kind.OFFSET, Need.SHAPE),
    "new_space.page_bytes": Field(Kind.OFFSET, Need.SHAPE),
    "new_space.physical_distance": Field(Kind.OFFSET, Need.COUNTER),
    "heap.max_semi_space_size": Field(Kind.OFFSET),
    "heap.max_old_generation_size": Field(Kind.PATH),
    "heap.external_memory": Field(Kind.PATH),
    "heap.external_memory_more": Field(Kind.PATH, Need.SHAPE, optional_path=True),
    "heap.memory_allocator_size": Field(Kind.PATH),
    "heap.gc_state": Field(Kind.OFFSET),
    "heap.mark_compacts": Field(Kind.OFFSET),
    "heap.gc_pause": Field(Kind.OFFSET, Need.COUNTER),
    "heap.gc_pause_more": Field(Kind.OFFSET, Need.COUNTER),
    "read_only_used": Field(Kind.OFFSET, Need.SHAPE),
    "unused_areas_are_free": Field(Kind.FLAG, default=False),
}


def to_cpp(row, node_version):
    """The row as it stands in the table, as clang-format leaves it."""
    lines = ["    V8Layout{"]
    for name, value in _tree(row).items():
        line = f"{_INDENT}.{name} = {_join(value, ', ')},"
        if len(line) > _WIDTH:
            column = len(f"{_INDENT}.{name} = {{")
            line = f"{_INDENT}.{name} = {_join(value, ',' + chr(10) + ' ' * column)},"
        lines.append(line + (f"  // Node.js {node_version}" if name == "version" else ""))
    return "\n".join([*lines, "    },"])


def to_text(field, value):
    """The value as it stands behind the field's name."""
    if value is None:
        return "no such field"
    if field.kind == Kind.PATH:
        path = "{" + ", ".join(f"{offset:#x}" for offset in value) + "}"
        return "{" + path + "}" if field.optional_path else path
    if field.kind == Kind.VERSION:
        return "{{{}, {}}}".format(*value)
    if field.kind == Kind.SIZE:
        return f"{value // 1024} * 1024"
    if field.kind == Kind.FLAG:
        return "true" if value else "false"
    return value if field.kind == Kind.NAME else f"{value:#x}"


def _tree(row):
    """The texts of the fields that are written, as nested as the structs are."""
    tree = {}
    for name, field in FIELDS.items():
        if row.get(name, field.default) != field.default:
            *structs, member = name.split(".")
            branch = tree
            for struct in structs:
                branch = branch.setdefault(struct, {})
            branch[member] = to_text(field, row[name])
    return tree


def _join(value, separator):
    """Only the outermost struct is broken into lines."""
    if isinstance(value, str):
        return value
    members = (f".{name} = {_join(inner, ', ')}" for name, inner in value.items())
    return "{" + separator.join(members) + "}"
