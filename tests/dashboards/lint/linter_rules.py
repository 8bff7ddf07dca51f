"""The rules of Grafana's dashboard-linter that apply to dashboards over Prometheus, under their
names there. That PromQL is sound is left to Prometheus itself.

A rule is a function of a dashboard (a dict) that yields what it finds, one line each.
"""

import re

from board import DATASOURCE, panels, selectors, targets, variables

UNITS = {"bytes", "none", "ops", "percentunit", "s", "string"}

_OF_RATE = re.compile(r"\b(?:rate|irate|increase)\s*\(\s*$")
_RATE = re.compile(r"\b(?:rate|irate|increase)\s*\([^()\[\]]*\[([^\]]*)\]")


def template_datasource_rule(board):
    found = [one for one in variables(board).values() if one["type"] == "datasource"]
    if [one["name"] for one in found] != ["datasource"]:
        yield "there is not one variable for the data source, called datasource"
    elif (found[0]["label"], found[0]["query"]) != ("Data source", "prometheus"):
        yield "the variable datasource is not one of Prometheus, labelled Data source"


def template_job_rule(board):
    yield from chosen_by_many(board, "job", "Job")


def template_instance_rule(board):
    yield from chosen_by_many(board, "instance", "Instance")


def chosen_by_many(board, name, label):
    wanted = {"label": label, "type": "query", "datasource": DATASOURCE, "multi": True,
              "includeAll": True, "allValue": ".+"}
    variable = variables(board).get(name, {})
    for key, value in wanted.items():
        if variable.get(key) != value:
            yield f"variable {name}: {key} is not {value}"


def template_label_promql_rule(board):
    for name, variable in variables(board).items():
        if variable["type"] != "query":
            continue
        if not re.fullmatch(r"label_values\(\w+(\{[^}]*\})?, \w+\)", variable["query"]["query"]):
            yield f"variable {name} does not take the values of a label"


def template_on_time_change_reload_rule(board):
    for name, variable in variables(board).items():
        if variable["type"] == "query" and variable["refresh"] != 2:
            yield f"variable {name} is not taken anew when the time range changes"


def panel_datasource_rule(board):
    for panel in panels(board):
        if panel.get("datasource") != DATASOURCE:
            yield f"{panel['title']}: not the data source that is chosen"
    for title, target in targets(board):
        if target.get("datasource") != DATASOURCE:
            yield f"{title}: a query of another data source"


def panel_title_description_rule(board):
    for panel in panels(board):
        if not panel.get("title") or not panel.get("description"):
            yield f"panel {panel['id']} has no title or no description"


def panel_units_rule(board):
    for panel in panels(board):
        unit = panel["fieldConfig"]["defaults"].get("unit")
        if unit not in UNITS:
            yield f"{panel['title']}: unit {unit} is not one of ours"


def panel_no_targets_rule(board):
    for panel in panels(board):
        if not panel.get("targets"):
            yield f"{panel['title']}: no query"


def target_rate_interval_rule(board):
    for title, target in targets(board):
        for interval in _RATE.findall(target["expr"]):
            if interval != "$__rate_interval":
                yield f"{title}: a rate over {interval}"


def target_job_rule(board):
    yield from all_select(board, "job")


def target_instance_rule(board):
    yield from all_select(board, "instance")


def all_select(board, name):
    for title, target in targets(board):
        for metric, matchers in selectors(target["expr"]):
            if f'{name}=~"${name}"' not in matchers:
                yield f"{title}: {metric} is not selected by {name}"


def target_counter_agg_rule(board):
    for title, target in targets(board):
        for found in re.finditer(r"\b\w+_total\b", target["expr"]):
            if not _OF_RATE.search(target["expr"][:found.start()]):
                yield f"{title}: counter {found.group()} without a rate"


def uneditable_dashboard(board):
    if board.get("editable") is not False:
        yield "it can be edited"


RULES = (
    template_datasource_rule, template_job_rule, template_instance_rule, template_label_promql_rule,
    template_on_time_change_reload_rule, panel_datasource_rule, panel_title_description_rule,
    panel_units_rule, panel_no_targets_rule, target_rate_interval_rule, target_job_rule,
    target_instance_rule, target_counter_agg_rule, uneditable_dashboard,
)
