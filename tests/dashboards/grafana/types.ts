// The types of Grafana that a dashboard of the classic schema is made of. schema.mjs makes a JSON
// schema of each interface; its name says to what it applies.
import type { Dashboard, Panel, RowPanel }
  from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';
import type * as bargauge
  from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as stat
  from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table
  from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries
  from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

export interface dashboard extends Dashboard {}
export interface panel extends Panel {}
export interface row extends RowPanel {}
export interface bargauge_options extends Partial<bargauge.Options> {}
export interface stat_options extends Partial<stat.Options> {}
export interface table_options extends Partial<table.Options> {}
export interface table_custom extends Partial<table.FieldConfig> {}
export interface timeseries_options extends Partial<timeseries.Options> {}
export interface timeseries_custom extends Partial<timeseries.FieldConfig> {}
