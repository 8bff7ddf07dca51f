"""The parts of a dashboard that the rules look at."""

import re

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

_KEYWORDS = {"and", "or", "unless", "on", "by", "without", "ignoring", "group_left", "group_right",
             "offset", "bool"}
_RANGES = re.compile(r"\[[^\]]*\]")
_OFFSETS = re.compile(r"\boffset\s+\S+?(?=[\s)]|$)")
_LABEL_LISTS = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
# A name that is no function's and no variable's.
_SELECTOR = re.compile(r"(?<![\w$])([a-zA-Z_:][\w:]*)\b(?!\s*\()(\{[^}]*\})?")


def panels(board):
    """The panels that show something."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def targets(board):
    for panel in panels(board):
        for target in panel.get("targets", []):
            yield panel["title"], target


def variables(board):
    return {variable["name"]: variable for variable in board["templating"]["list"]}


def selectors(expression):
    """The selectors of a PromQL expression as pairs: metric, matchers (with braces, or nothing)."""
    for part in (_RANGES, _OFFSETS, _LABEL_LISTS):
        expression = part.sub("", expression)
    for name, matchers in _SELECTOR.findall(_without_strings_outside_braces(expression)):
        if name not in _KEYWORDS:
            yield name, matchers


def _without_strings_outside_braces(expression):
    parts = re.split(r"(\{[^}]*\})", expression)
    return "".join(part if part.startswith("{") else _STRINGS.sub('""', part) for part in parts)


def texts(value):
    """All strings below a value of the dashboard."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def links(board):
    """The data links of all panels."""
    for panel in panels(board):
        for override in panel["fieldConfig"]["overrides"]:
            for change in override["properties"]:
                if change["id"] == "links":
                    yield from ((panel["title"], link) for link in change["value"])
