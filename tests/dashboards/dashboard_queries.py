"""The queries of a Grafana dashboard, as Prometheus gets them."""

import json
import re

# Short enough for processes that have just been started.
_BUILT_IN = {"__rate_interval": "5s", "__interval": "5s", "__range": "30s"}
_SECONDS = "10"

_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))")
_LABEL_VALUES = re.compile(r"label_values\((.+),\s*\w+\)")


def queries(file):
    """Of each query of panels, annotations and variables: (where it is, the expression)."""
    board = json.loads(file.read_text())
    values = _values(board)
    for where, expression in _templates(board):
        yield where, _VARIABLE.sub(lambda match: values[match[1] or match[2]], expression)


def _values(board):
    return _BUILT_IN | {variable["name"]: _value(variable) for variable in board["templating"]["list"]}


def _value(variable):
    """All of what is queried for; of times to choose from, as in 3600 or 1h, a short one."""
    if variable["type"] == "query":
        return variable["allValue"]
    return _SECONDS if variable["current"]["value"].isdigit() else f"{_SECONDS}s"


def _templates(board):
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield f"variable {variable['name']}", _selector(variable["query"])
    for annotation in board["annotations"]["list"]:
        if "expr" in annotation:
            yield f"annotation {annotation['name']}", annotation["expr"]
    for panel in _panels(board["panels"]):
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}, {target['refId']}", target["expr"]


def _selector(query):
    """What label_values() looks for: it is Grafana's, not a function of PromQL."""
    text = query["query"] if isinstance(query, dict) else query
    return _LABEL_VALUES.fullmatch(text)[1]


def _panels(panels):
    """A collapsed row has its panels in it."""
    for panel in panels:
        yield panel
        yield from _panels(panel.get("panels", []))
