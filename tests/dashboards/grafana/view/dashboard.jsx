// The dashboard: its panels on Grafana's grid of 24 columns.
import { Component, useEffect, useState } from 'react';
import {
  getValueFormats, LoadingState, standardTransformersRegistry, transformDataFrame,
} from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import { lastValueFrom } from 'rxjs';
import { drawing, problem } from './drawing.js';
import { Body, isEmpty } from './panels.jsx';
import { runTarget } from './prometheus.js';
import { loadAnnotations } from './restarts.jsx';
import { interpolate } from './variables.js';

const GAP = 8;
const ROW_HEIGHT = 30;
const COLUMNS = 24;

const UNITS = new Set(
  getValueFormats().flatMap((group) => group.submenu.map((unit) => unit.value)),
);

function unitsOf({ defaults, overrides }) {
  const properties = overrides.flatMap((one) => one.properties);
  const units = properties.filter((property) => property.id === 'unit');
  return [defaults.unit, ...units.map((property) => property.value)];
}

// Names that Grafana would pass over in silence.
function checkNames(panel) {
  for (const unit of unitsOf(panel.fieldConfig)) {
    if (!UNITS.has(unit)) problem(panel.title, `there is no unit ${unit}`);
  }
  for (const { id } of panel.transformations ?? []) {
    if (!standardTransformersRegistry.getIfExists(id)) {
      problem(panel.title, `there is no transformation ${id}`);
    }
  }
}

async function loadFrames(panel, width, context) {
  const { targets } = panel;
  const run = (target) => runTarget(target, panel, width, context);
  const answers = await Promise.all(targets.map(run));
  const empty = targets.filter((_, i) => isEmpty(answers[i]));
  if (!context.emptyAllowed) {
    for (const { refId } of empty) problem(panel.title, `query ${refId} is empty`);
  }
  const frames = answers.flat();
  const transformations = panel.transformations ?? [];
  if (!frames.length || !transformations.length) return frames;
  const replace = { interpolate: (text) => interpolate(text, context.variables) };
  return lastValueFrom(transformDataFrame(transformations, frames, replace));
}

function placeOf({ gridPos: { x, y, w, h } }, cell) {
  const row = ROW_HEIGHT + GAP;
  return { left: x * cell, top: y * row, width: w * cell - GAP, height: h * row - GAP };
}

function Panel({ panel, cell, context }) {
  const place = placeOf(panel, cell);
  const [state, setState] = useState({ loading: LoadingState.Loading });
  useEffect(() => {
    checkNames(panel);
    loadFrames(panel, place.width, context)
      .then((frames) => setState({ loading: LoadingState.Done, frames }))
      .catch((error) => {
        problem(panel.title, error.message);
        setState({ loading: LoadingState.Error, error: error.message });
      })
      .finally(() => drawing.pending--);
  }, []);
  const inside = (width, height) => {
    if (!state.frames) return state.error;
    return <Body {...{ panel, frames: state.frames, width, height, context }} />;
  };
  return (
    <div data-panel={panel.id} style={{ position: 'absolute', ...place }}>
      <PanelChrome
        title={panel.title} description={panel.description} loadingState={state.loading}
        width={place.width} height={place.height}
      >
        {inside}
      </PanelChrome>
    </div>
  );
}

// A panel that cannot be drawn leaves the others alone.
class Fence extends Component {
  state = {};
  static getDerivedStateFromError(error) {
    return { error };
  }
  componentDidCatch(error) {
    problem(this.props.panel.title, `cannot be drawn: ${error.message}`);
  }
  render() {
    return this.state.error ? null : this.props.children;
  }
}

function Head({ dashboard, variables }) {
  const shown = dashboard.templating.list.filter((variable) => variable.type !== 'datasource');
  const textOf = (variable) => {
    const value = variables[variable.name];
    if (value === variable.allValue) return 'All';
    const option = variable.options.find((one) => one.value === value);
    return option?.text ?? [value].flat().join(' + ');
  };
  return (
    <div style={{ display: 'flex', gap: 20, alignItems: 'center', height: 36, fontSize: 14 }}>
      <b>{dashboard.title}</b>
      {shown.map((variable) => (
        <span key={variable.name}>
          {variable.label} <code>{textOf(variable)}</code>
        </span>
      ))}
    </div>
  );
}

export function Dashboard({ dashboard, context }) {
  const [annotations, setAnnotations] = useState(null);
  const { panels } = dashboard;
  useEffect(() => {
    drawing.pending += panels.filter((panel) => panel.type !== 'row').length;
    loadAnnotations(dashboard, context)
      .then(setAnnotations)
      .catch((error) => problem('annotations', error.message))
      .finally(() => drawing.pending--);
  }, []);
  const { theme } = context;
  const cell = (window.innerWidth - 2 * GAP) / COLUMNS;
  const bottom = Math.max(...panels.map((panel) => panel.gridPos.y + panel.gridPos.h));
  const style = {
    padding: GAP, background: theme.colors.background.canvas, color: theme.colors.text.primary,
    fontFamily: theme.typography.fontFamily,
  };
  const place = (panel) => (
    <Place key={panel.id} panel={panel} cell={cell} context={{ ...context, annotations }} />
  );
  return (
    <div style={style}>
      <Head dashboard={dashboard} variables={context.variables} />
      <div style={{ position: 'relative', height: bottom * (ROW_HEIGHT + GAP) }}>
        {annotations && panels.map(place)}
      </div>
    </div>
  );
}

function Place({ panel, cell, context }) {
  if (panel.type === 'row') {
    const top = placeOf(panel, cell).top + GAP;
    return <div style={{ position: 'absolute', top, fontWeight: 500 }}>⌄ {panel.title}</div>;
  }
  return (
    <Fence panel={panel}>
      <Panel panel={panel} cell={cell} context={context} />
    </Fence>
  );
}
