"""What else must hold of our dashboards.

A rule is a function of a dashboard (a dict) and of all our dashboards by their uids, and yields
what it finds, one line each.
"""

import re

from board import links, panels, targets, texts, variables
from linter_rules import chosen_by_many

COLUMNS = 24
OLDEST_SCHEMA = 38  # that of Grafana 10.0; a newer Grafana migrates it
BUILT_IN = {"__rate_interval", "__interval", "__range", "__url_time_range", "__data", "__all"}

_VARIABLE = re.compile(r"\$\{?(\w+)")
_LINK = re.compile(r"/d/([\w-]+)\?")
_LINKED_VARIABLE = re.compile(r"[?&]var-(\w+)=|\$\{(\w+):queryparam\}")


def readable_uid(board, _):
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", board["uid"]):
        yield f"uid {board['uid']} is not made of words"


def importable_as_it_stands(board, _):
    for key in ("__inputs", "__requires", "id", "gnetId"):
        if key in board:
            yield f"{key} is of the Grafana that it came from"
    if board["schemaVersion"] > OLDEST_SCHEMA:
        yield f"schema version {board['schemaVersion']} is newer than Grafana 10"


def process_variable(board, _):
    yield from chosen_by_many(board, "process", "Process")


def variables_are_defined(board, _):
    known = BUILT_IN | set(variables(board))
    for text in texts(board):
        for name in _VARIABLE.findall(text):
            if name not in known:
                yield f"${name} is not defined: {text[:60]}"


def unique_ids(board, _):
    ids = [panel["id"] for panel in board["panels"]]
    for number in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"more than one panel has the id {number}"


def no_overlap(board, _):
    taken = {}
    for panel in board["panels"]:
        place = panel["gridPos"]
        if place["x"] + place["w"] > COLUMNS:
            yield f"{panel['title']}: right of the last column"
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        for other, covered in taken.items():
            if cells & covered:
                yield f"{panel['title']} lies over {other}"
        taken[f"{panel['title']} ({panel['id']})"] = cells


def tells_why_it_is_empty(board, _):
    for panel in panels(board):
        expressions = [target["expr"] for target in panel.get("targets", [])]
        never_empty = all(one.endswith("or vector(0)") for one in expressions)
        if not never_empty and not panel["fieldConfig"]["defaults"].get("noValue"):
            yield f"{panel['title']}: no noValue"


def legends_name_the_series(board, _):
    for panel in panels(board):
        for target in panel.get("targets", []):
            if panel["type"] == "timeseries" and not target.get("legendFormat"):
                yield f"{panel['title']}: query {target['refId']} has no legend"


def links_lead_to_dashboards(board, boards):
    for title, link in links(board):
        found = _LINK.match(link["url"])
        if not found or found.group(1) not in boards:
            yield f"{title}: no dashboard of ours at {link['url'][:40]}"
            continue
        known = variables(boards[found.group(1)])
        for name in map("".join, _LINKED_VARIABLE.findall(link["url"])):
            if name not in known:
                yield f"{title}: the linked dashboard has no variable {name}"


RULES = (
    readable_uid, importable_as_it_stands, process_variable, variables_are_defined, unique_ids,
    no_overlap, tells_why_it_is_empty, legends_name_the_series, links_lead_to_dashboards,
)
