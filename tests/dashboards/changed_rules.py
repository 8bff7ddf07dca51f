"""Rules with one number changed: what the cases of the rules have to notice."""

import pathlib
import re
import typing

_NAME = re.compile(r"- (?:alert|record): (\S+)")
_EXPRESSION = re.compile(r"^( +)expr: (?:\|\n(?P<block>(?:\1  .*\n)+)|(?P<line>.*\n))", re.MULTILINE)
# Texts, names and durations are passed over with the digits in them.
_NUMBER = re.compile(r'"[^"]*"|[a-zA-Z_:][\w:]*|\d+[a-z]\w*|(?P<number>\d+(?:\.\d+)?)')
_FOR = re.compile(r"^ +for: (\d+)m$", re.MULTILINE)
# Twice nothing is nothing.
_ZERO = "0"


class Change(typing.NamedTuple):
    """A file of rules as it would be, the name of the rule that is different, and how, for people."""
    file: pathlib.Path
    text: str
    rule: str
    difference: str


def changes(file):
    """Each number in an expression and each `for`, doubled and halved, one at a time."""
    text = file.read_text()
    for match in _FOR.finditer(text):
        for seconds in (int(match[1]) * 120, int(match[1]) * 30):
            yield _change(file, text, match.span(1), f"{seconds}s", end_of_unit=1)
    for expression in _EXPRESSION.finditer(text):
        span = expression.span("block" if expression["block"] else "line")
        for match in _NUMBER.finditer(text, *span):
            if match["number"] and match["number"] != _ZERO:
                for value in (float(match[0]) * 2, float(match[0]) / 2):
                    yield _change(file, text, match.span(), f"{value:g}")


def _change(file, text, span, value, end_of_unit=0):
    start, end = span
    changed = text[:start] + value + text[end + end_of_unit:]
    number = text.count("\n", 0, start)
    difference = f"{file.name}:{number + 1}: {changed.splitlines()[number].strip()}"
    return Change(file, changed, _NAME.findall(text, 0, start)[-1], difference)
