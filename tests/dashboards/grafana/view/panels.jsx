// What is inside a panel, by Grafana's components.
import {
  applyFieldOverrides, dateTime, getDisplayValueAlignmentFactors, getFieldDisplayValues,
} from '@grafana/data';
import { BarGauge, BigValue, Table, TimeSeries } from '@grafana/ui';
import { Restarts } from './restarts.jsx';
import { CUSTOM_DEFAULTS, fieldRegistry } from './registries.js';
import { interpolate, linkValues } from './variables.js';

const GAP = 8;
const TIME_ZONE = 'utc';

// In JSON, which knows no infinity, the first step has the value null.
function thresholdsOf({ steps, mode } = { mode: 'absolute', steps: [{ color: 'green' }] }) {
  return { mode, steps: steps.map((step, i) => (i ? step : { ...step, value: -Infinity })) };
}

function fieldConfigOf(panel) {
  const { defaults, overrides } = panel.fieldConfig;
  const withThresholds = ({ id, value }) => (
    { id, value: id === 'thresholds' ? thresholdsOf(value) : value }
  );
  return {
    defaults: {
      color: { mode: panel.type === 'timeseries' ? 'palette-classic' : 'thresholds' },
      ...defaults,
      thresholds: thresholdsOf(defaults.thresholds),
      custom: { ...CUSTOM_DEFAULTS[panel.type], ...defaults.custom },
    },
    overrides: overrides.map((one) => ({ ...one, properties: one.properties.map(withThresholds) })),
  };
}

function Series({ panel, data, width, height, context }) {
  const [from, to] = [context.range.from, context.range.to].map((time) => dateTime(time * 1000));
  const { options } = panel;
  return (
    <TimeSeries
      frames={data} width={width} height={height} timeRange={{ from, to, raw: { from, to } }}
      timeZone={TIME_ZONE} legend={options.legend} options={options}
    >
      {(config) => <Restarts config={config} context={context} />}
    </TimeSeries>
  );
}

// Several values share the room: side by side, or one above the other.
function Values({ panel, data, width, height, context, fieldConfig }) {
  const { options } = panel;
  const { theme } = context;
  const values = getFieldDisplayValues({
    data, fieldConfig, reduceOptions: options.reduceOptions, timeZone: TIME_ZONE, theme,
    replaceVariables: (text) => interpolate(text, context.variables),
    sparkline: options.graphMode === 'area',
  });
  const below = options.orientation === 'horizontal';
  const room = (size) => Math.floor((size - GAP * (values.length - 1)) / values.length);
  const size = below ? { width, height: room(height) } : { width: room(width), height };
  const alignmentFactors = getDisplayValueAlignmentFactors(values);
  const common = { ...size, theme, alignmentFactors, text: options.text };
  const One = panel.type === 'stat' ? Stat : Bar;
  return (
    <div style={{ display: 'flex', gap: GAP, flexDirection: below ? 'column' : 'row' }}>
      {values.map((one, i) => <One key={i} one={one} options={options} common={common} />)}
    </div>
  );
}

function Stat({ one, options, common }) {
  return (
    <BigValue
      {...common} value={one.display} sparkline={one.sparkline} colorMode={options.colorMode}
      graphMode={options.graphMode} justifyMode={options.justifyMode} textMode={options.textMode}
    />
  );
}

function Bar({ one, options, common }) {
  return (
    <BarGauge
      {...common} field={one.field} value={one.display} orientation={options.orientation}
      displayMode={options.displayMode} showUnfilled={options.showUnfilled}
      valueDisplayMode={options.valueMode} namePlacement={options.namePlacement}
      display={one.view?.getFieldDisplayProcessor?.(one.colIndex)}
    />
  );
}

function Rows({ panel, data, width, height, fieldConfig }) {
  const { options } = panel;
  return (
    <Table
      data={data[0]} width={width} height={height} initialSortBy={options.sortBy}
      cellHeight={options.cellHeight} fieldConfig={fieldConfig}
    />
  );
}

const BODIES = { timeseries: Series, stat: Values, bargauge: Values, table: Rows };

export function isEmpty(frames) {
  return !frames.some((frame) => frame.length > 0);
}

function Nothing({ panel }) {
  const why = panel.fieldConfig.defaults.noValue ?? 'No data';
  return <div style={{ padding: 16, textAlign: 'center' }}>{why}</div>;
}

export function Body({ panel, frames, width, height, context }) {
  if (isEmpty(frames)) return <Nothing panel={panel} />;
  const fieldConfig = fieldConfigOf(panel);
  const replaceVariables = (text, scoped) => interpolate(text, linkValues(context, scoped));
  const data = applyFieldOverrides({
    data: frames, fieldConfig, fieldConfigRegistry: fieldRegistry(panel.type), replaceVariables,
    theme: context.theme, timeZone: TIME_ZONE,
  });
  const Kind = BODIES[panel.type];
  return <Kind {...{ panel, data, width, height, context, fieldConfig }} />;
}
