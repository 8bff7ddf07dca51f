"""For each rule what breaks it: functions that spoil a dashboard."""

from board import links, panels, targets, variables

BREAKS = []


def breaks(rule):
    def register(function):
        BREAKS.append((rule, function))
        return function
    return register


def first_query(board):
    return next(target for _, target in targets(board))


@breaks("template_datasource_rule")
def no_datasource_variable(board):
    variables(board)["datasource"]["name"] = "source"


@breaks("template_job_rule")
def only_one_job(board):
    variables(board)["job"]["multi"] = False


@breaks("template_instance_rule")
def all_instances_are_listed(board):
    variables(board)["instance"]["allValue"] = ""


@breaks("process_variable")
def no_process_variable(board):
    board["templating"]["list"].remove(variables(board)["process"])


@breaks("template_label_promql_rule")
def variable_of_a_query(board):
    variables(board)["job"]["query"]["query"] = "query_result(up)"


@breaks("template_on_time_change_reload_rule")
def variable_that_is_read_once(board):
    variables(board)["job"]["refresh"] = 1


@breaks("panel_datasource_rule")
def panel_of_one_datasource(board):
    panels(board)[0]["datasource"] = {"type": "prometheus", "uid": "PBFA97CFB590B2093"}


@breaks("panel_datasource_rule")
def query_of_one_datasource(board):
    del first_query(board)["datasource"]


@breaks("panel_title_description_rule")
def no_description(board):
    panels(board)[0]["description"] = ""


@breaks("panel_units_rule")
def unit_misspelt(board):
    panels(board)[0]["fieldConfig"]["defaults"]["unit"] = "byte"


@breaks("panel_no_targets_rule")
def no_query(board):
    panels(board)[0]["targets"] = []


@breaks("target_rate_interval_rule")
def rate_of_five_minutes(board):
    first_query(board)["expr"] = 'rate(a_total{job=~"$job", instance=~"$instance"}[5m])'


@breaks("target_job_rule")
def any_job(board):
    one = 'up{job=~"$job", instance=~"$instance"}'
    first_query(board)["expr"] = f'sum({one} / up{{instance=~"$instance"}})'


@breaks("target_instance_rule")
def any_instance(board):
    one = 'up{job=~"$job", instance=~"$instance"}'
    first_query(board)["expr"] = f'max by (job) ({one} * on (job) up)'


@breaks("target_counter_agg_rule")
def counter_as_it_is(board):
    first_query(board)["expr"] = 'sum(nodejs_gc_runs_total{job=~"$job", instance=~"$instance"})'


@breaks("uneditable_dashboard")
def editable(board):
    board["editable"] = True


@breaks("readable_uid")
def uid_of_grafana(board):
    board["uid"] = "PTSqcpJWk"


@breaks("importable_as_it_stands")
def exported_for_sharing(board):
    board["__inputs"] = []


@breaks("importable_as_it_stands")
def schema_of_the_future(board):
    board["schemaVersion"] = 42


@breaks("variables_are_defined")
def unknown_variable(board):
    first_query(board)["expr"] += " * $nothing"


@breaks("unique_ids")
def one_id_twice(board):
    panels(board)[0]["id"] = panels(board)[1]["id"]


@breaks("no_overlap")
def one_panel_over_another(board):
    panels(board)[0]["gridPos"] = panels(board)[1]["gridPos"]


@breaks("no_overlap")
def panel_too_wide(board):
    panels(board)[-1]["gridPos"]["w"] += 1


@breaks("tells_why_it_is_empty")
def empty_without_a_word(board):
    del panels(board)[0]["fieldConfig"]["defaults"]["noValue"]


@breaks("legends_name_the_series")
def no_legend(board):
    panel = next(one for one in panels(board) if one["type"] == "timeseries")
    panel["targets"][0]["legendFormat"] = ""


@breaks("links_lead_to_dashboards")
def link_to_nowhere(board):
    _, link = next(links(board))
    link["url"] = link["url"].replace("/d/nodejs-memory-process", "/d/nodejs-memory-procses")


@breaks("links_lead_to_dashboards")
def link_with_an_unknown_variable(board):
    _, link = next(links(board))
    link["url"] += "&var-host=a"
