// Queries, and their answers as Grafana's data frames.
import { FieldType, toDataFrame } from '@grafana/data';
import { problem } from './drawing.js';
import { interpolate } from './variables.js';

export async function ask(prometheus, path, parameters) {
  const response = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const answer = await response.json();
  if (answer.status !== 'success') throw new Error(answer.error);
  for (const warning of answer.warnings ?? []) problem(path, warning);
  return answer.data;
}

export function askOverTime(prometheus, query, { from, to }, step) {
  return ask(prometheus, 'query_range', { query, start: from, end: to, step });
}

function legend(format, labels, panel) {
  const text = format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => {
    if (labels[label] === undefined) {
      problem(panel.title, `no series has the label ${label} of its legend`);
    }
    return labels[label] ?? '';
  });
  return text.trim();
}

function tableFrame(target, series, isOnly) {
  const { refId } = target;
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.metric)))].sort();
  const column = (name, type, valueOf) => ({ name, type, values: series.map(valueOf) });
  const value = isOnly ? 'Value' : `Value #${refId}`;
  return toDataFrame({
    refId,
    fields: [
      column('Time', FieldType.time, (one) => one.value[0] * 1000),
      ...labels.map((label) => column(label, FieldType.string, (one) => one.metric[label] ?? '')),
      column(value, FieldType.number, (one) => Number(one.value[1])),
    ],
  });
}

// Gaps between points that are more than a step apart stay gaps.
function pointsOf(one, range, step) {
  if (one.value) return [one.value];
  const known = new Map(one.values.map(([time, value]) => [Math.round(time), value]));
  const points = [];
  for (let time = range.from; time <= range.to; time += step) {
    points.push([time, known.get(time) ?? null]);
  }
  return points;
}

function seriesFrame(target, one, panel, range, step) {
  const { __name__, ...labels } = one.metric;
  const name = legend(target.legendFormat, labels, panel) || __name__ || target.refId;
  const points = pointsOf(one, range, step);
  const times = points.map(([time]) => time * 1000);
  const values = points.map(([, value]) => (value === null ? null : Number(value)));
  const [interval, displayNameFromDS] = [step * 1000, name];
  return toDataFrame({
    refId: target.refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, config: { interval }, values: times },
      { name: 'Value', type: FieldType.number, labels, config: { displayNameFromDS }, values },
    ],
  });
}

// The expression as Grafana sends it, and the step in seconds.
export function expressionOf(text, width, { range, scrape, variables }) {
  const seconds = range.to - range.from;
  const step = Math.max(scrape, Math.ceil(seconds / width));
  const rate = Math.max(step + scrape, 4 * scrape);
  const expression = interpolate(text, {
    ...variables, __interval: `${step}s`, __rate_interval: `${rate}s`, __range: `${seconds}s`,
  });
  return { expression, step };
}

// The frames of one target of a panel that is so many pixels wide.
export async function runTarget(target, panel, width, context) {
  const { prometheus, range } = context;
  const { expression, step } = expressionOf(target.expr, width, context);
  const { result: series } = target.instant
    ? await ask(prometheus, 'query', { query: expression, time: range.to })
    : await askOverTime(prometheus, expression, range, step);
  if (target.format === 'table') {
    return series.length ? [tableFrame(target, series, panel.targets.length === 1)] : [];
  }
  return series.map((one) => seriesFrame(target, one, panel, range, step));
}
