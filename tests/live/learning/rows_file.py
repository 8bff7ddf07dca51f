"""Reads exporter/runtime/node/v8_layout.cc: the arrays of spaces and the rows.

It understands designated initialisers, lists, integers, products of them, names and strings. What
it does not understand is an error.
"""

import re

from learning.row import FIELDS, Kind

_TOKENS = re.compile(r'//[^\n]*|\s+|"[^"\n]*"|\.?[A-Za-z_]\w*|0[xX][0-9a-fA-F]+|\d+|[{}=,*;]')
_SPACES = re.compile(r"constexpr std::array (kSpaces\w+) = (?={)")
_ROWS = re.compile(r"constexpr std::array kLayouts = (?={)")


class RowsFile:
    """`spaces`: {name of the array: [(name, kind of space)] by id}; `rows`: {version: row}."""

    def __init__(self, text):
        self.spaces = {match.group(1): [tuple(space) for space in _value_at(text, match.end())]
                       for match in _SPACES.finditer(text)}
        rows = [_to_row(fields) for match in _ROWS.finditer(text)
                for fields in _value_at(text, match.end())]
        self.rows = {row["version"]: row for row in rows}


def _value_at(text, position):
    return _Reader(_tokens(text, position)).value()


class _Reader:
    def __init__(self, tokens):
        self._tokens = tokens
        self._token = next(self._tokens)

    def value(self):
        """A number, a name, a string, a list, or a dict of designated members."""
        if self._token[0].isalpha():
            name = self._take()
            return self._braces() if self._token == "{" else name
        if self._token == "{":
            return self._braces()
        if self._token[0] == '"':
            return self._take().strip('"')
        number = int(self._take(), 0)
        while self._token == "*":
            self._take()
            number *= int(self._take(), 0)
        return number

    def _braces(self):
        self._expect("{")
        members, elements = {}, []
        while self._token != "}":
            if self._token[0] == ".":
                name = self._take()[1:]
                self._expect("=")
                members[name] = self.value()
            else:
                elements.append(self.value())
            if self._token != "}":
                self._expect(",")
        self._take()
        return members or elements

    def _take(self):
        token, self._token = self._token, next(self._tokens, ";")
        return token

    def _expect(self, token):
        if self._take() != token:
            raise ValueError(f"v8_layout.cc: no {token!r} where there should be one")


def _tokens(text, position):
    while match := _TOKENS.match(text, position):
        position = match.end()
        if not match.group().isspace() and not match.group().startswith("//"):
            yield match.group()


def _to_row(tree):
    row = {name: field.default for name, field in FIELDS.items() if field.default is not None}
    for name, value in _flatten(tree, ""):
        if name not in FIELDS:
            raise ValueError(f"v8_layout.cc has a field that is not known here: {name}")
        row[name] = _to_value(FIELDS[name].kind, value)
    return row


def _flatten(tree, prefix):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _to_value(kind, value):
    if kind == Kind.FLAG:
        return value == "true"
    if kind not in (Kind.PATH, Kind.VERSION):
        return value
    while isinstance(value[0], list):  # a path in braces of an std::optional
        value = value[0]
    return tuple(value)
