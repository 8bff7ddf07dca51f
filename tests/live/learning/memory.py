"""The memory of another process, as its maps and /proc/PID/mem show it."""

import bisect
import collections
import os
import struct

WORD = 8
_LOWEST_OBJECT = 0x10000

Mapping = collections.namedtuple("Mapping", "start end readable path")


class Memory:
    """Reads are only right while the process is at rest."""

    def __init__(self, pid):
        self.pid = pid
        self.mappings = _read_maps(pid)
        self._starts = [mapping.start for mapping in self.mappings]
        self._file = os.open(f"/proc/{pid}/mem", os.O_RDONLY)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._file)

    def read(self, address, size):
        """Exactly `size` bytes, or None where they are not all mapped."""
        try:
            data = os.pread(self._file, size, address)
        except (OSError, OverflowError):  # not mapped, or beyond any address
            return None
        return data if len(data) == size else None

    def words(self, address, count):
        """`count` words of 64 bits, or None."""
        data = self.read(address, count * WORD)
        return data and struct.unpack(f"<{count}Q", data)

    def word(self, address):
        words = self.words(address, 1)
        return words and words[0]

    def is_object(self, address, size=WORD):
        """Whether `size` bytes at an aligned address are mapped."""
        return (address >= _LOWEST_OBJECT and address % WORD == 0
                and self.mapped_bytes(address, size) == size)

    def mapped_bytes(self, address, size):
        """How many of `size` bytes from `address` on are readable without a gap."""
        end = address
        while end < address + size:
            index = bisect.bisect_right(self._starts, end) - 1
            if index < 0 or end >= self.mappings[index].end or not self.mappings[index].readable:
                break
            end = self.mappings[index].end
        return min(size, end - address)


def _read_maps(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="surrogateescape") as lines:
        return [_parse(line) for line in lines]


def _parse(line):
    addresses, rights, *_, rest = line.rstrip("\n").split(" ", 5)
    start, end = (int(address, 16) for address in addresses.split("-"))
    return Mapping(start, end, rights.startswith("r"), rest.strip())
