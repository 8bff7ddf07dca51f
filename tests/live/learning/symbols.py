"""Exported symbols of the ELF file that holds Node, as addresses in a process."""

import functools
import os
import struct

_SHT_DYNSYM = 11
_PT_LOAD = 1
_PAGE = 4096


class NodeModule:
    """The mapped executable or libnode that exports node::per_process::v8_platform."""

    MARK = "_ZN4node11per_process11v8_platformE"

    def __init__(self, memory):
        executable = os.readlink(f"/proc/{memory.pid}/exe")
        libraries = {mapping.path for mapping in memory.mappings if "libnode" in mapping.path}
        for path in [executable, *sorted(libraries)]:
            symbols, lowest = _read_elf(path)
            if self.MARK in symbols:
                break
        else:
            raise LookupError(f"{executable} exports no {self.MARK}: not a Node.js")
        mappings = [mapping for mapping in memory.mappings if mapping.path == path]
        self.start, self.end = mappings[0].start, mappings[-1].end
        self._symbols = symbols
        self._bias = self.start - lowest

    def address(self, symbol):
        """Raises LookupError for a symbol that is not exported."""
        return self._symbols[symbol] + self._bias

    def vtable(self, name):
        """What the first word of an object of that class is; `name` is mangled."""
        return self.address(f"_ZTV{name}") + 16

    def contains(self, address):
        return self.start <= address < self.end


@functools.lru_cache
def _read_elf(path):
    """{name: value} of the defined dynamic symbols, and the lowest address that is loaded."""
    with open(path, "rb") as file:
        header = file.read(64)
        (program_headers, section_headers) = struct.unpack_from("<QQ", header, 32)
        (program_count, section_size, section_count) = struct.unpack_from("<HHH", header, 56)
        file.seek(program_headers)
        programs = list(struct.iter_unpack("<IIQQQQQQ", file.read(56 * program_count)))
        file.seek(section_headers)
        sections = list(struct.iter_unpack("<IIQQQQIIQQ", file.read(section_size * section_count)))
        lowest = min(program[3] for program in programs if program[0] == _PT_LOAD)
        return _read_symbols(file, sections), lowest & -_PAGE


def _read_symbols(file, sections):
    symbols = {}
    for section in sections:
        if section[1] == _SHT_DYNSYM:
            names = _content(file, sections[section[6]])
            for name, _, _, defined, value, _ in struct.iter_unpack("<IBBHQQ",
                                                                    _content(file, section)):
                if defined:
                    end = names.index(b"\0", name)
                    symbols[names[name:end].decode()] = value
    return symbols


def _content(file, section):
    file.seek(section[4])
    return file.read(section[5])
