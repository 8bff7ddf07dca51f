// A dashboard's variables: their values, and what they become inside a query.
import { getFieldDisplayName } from '@grafana/data';
import { ask } from './prometheus.js';
import { problem } from './drawing.js';

const UNITS = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const LABEL_VALUES = /^label_values\((.*),\s*(\w+)\)$/s;

export function secondsOf(duration) {
  const match = /^(\d+)([smhdw])$/.exec(duration);
  return match ? Number(match[1]) * UNITS[match[2]] : 0;
}

// As Grafana's Prometheus data source does for values inside a regular expression.
function escapeForRegularExpression(value) {
  return value.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&');
}

function textOf(value) {
  if (!Array.isArray(value)) return String(value);
  const escaped = value.map(escapeForRegularExpression);
  return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
}

const NAMES = /\$\{([\w.]+)(?::(\w+))?\}|\$(\w+)/g;

function formatted(name, value, format) {
  if (format === 'queryparam') {
    return [value].flat().map((one) => `var-${name}=${encodeURIComponent(one)}`).join('&');
  }
  return format === 'percentencode' ? encodeURIComponent(value) : textOf(value);
}

// Puts values in the place of $name and ${name} or ${name:format}; what is not known stays and is a
// problem.
export function interpolate(text, values) {
  return String(text ?? '').replace(NAMES, (whole, braced, format, plain) => {
    const name = braced ?? plain;
    const value = values[name];
    if (value !== undefined) return formatted(name, value, format);
    problem('variable', `${whole} is not defined`);
    return whole;
  });
}

// What a link may name besides: the time range, and the fields of its row.
export function linkValues({ variables, range }, scoped) {
  const { frame, rowIndex } = scoped?.__dataContext?.value ?? {};
  const nameOf = (field) => `__data.fields.${getFieldDisplayName(field, frame)}`;
  const fields = frame?.fields.map((field) => [nameOf(field), field.values[rowIndex]]) ?? [];
  const __url_time_range = `from=${range.from}000&to=${range.to}000`;
  return { ...variables, __url_time_range, ...Object.fromEntries(fields) };
}

async function optionsOf(variable, prometheus, range, values) {
  if (variable.type === 'datasource') return ['prometheus'];
  if (variable.type === 'custom') return variable.options.map((option) => option.value);
  const match = LABEL_VALUES.exec(interpolate(variable.query.query, values));
  if (!match) throw new Error(`variable ${variable.name}: cannot understand its query`);
  const [, selector, label] = match;
  const parameters = { 'match[]': selector, start: range.from, end: range.to };
  return ask(prometheus, `label/${label}/values`, parameters);
}

function selected(variable, options, wanted) {
  if (wanted.length) return variable.multi ? wanted : wanted[0];
  if (variable.includeAll) return variable.allValue ?? options;
  return options.includes(variable.current?.value) ? variable.current.value : options[0];
}

// {name: value}; a value is an array where several may be chosen.
export async function loadVariables(dashboard, prometheus, range, parameters) {
  const values = {};
  for (const variable of dashboard.templating.list) {
    const options = await optionsOf(variable, prometheus, range, values);
    if (!options.length) problem(`variable ${variable.name}`, 'has no values');
    values[variable.name] = selected(variable, options, parameters.getAll(`var-${variable.name}`));
  }
  return values;
}
