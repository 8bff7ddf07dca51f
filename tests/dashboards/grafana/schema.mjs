// Checks dashboards against Grafana's own types:  node schema.mjs DASHBOARD.json...
// Prints what does not fit, one line each, and exits with 1 if there was anything. The JSON schemas
// are made of types.ts at the first run and kept in schema.json beside this file.
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const HERE = import.meta.dirname;
const KEPT = path.join(HERE, 'schema.json');

// The data source's own fields of an annotation: Grafana's types do not know them.
const PROMETHEUS_ANNOTATION = [
  'expr', 'step', 'tagKeys', 'textFormat', 'titleFormat', 'useValueForTime',
];
// These only repeat, in other words, what another error says of the same value.
const ECHOES = ['anyOf', 'oneOf', 'const'];

function generateSchemas() {
  const source = path.join(HERE, 'types.ts');
  const interfaces = fs.readFileSync(source, 'utf8').matchAll(/export interface (\w+)/g);
  const schemaOf = (type) =>
    createGenerator({
      path: source, tsconfig: path.join(HERE, 'tsconfig.json'), type,
      skipTypeCheck: true, topRef: false, expose: 'all',
    }).createSchema(type);
  return Object.fromEntries([...interfaces].map(([, name]) => [name, schemaOf(name)]));
}

function loadValidators() {
  if (!fs.existsSync(KEPT)) fs.writeFileSync(KEPT, JSON.stringify(generateSchemas()));
  const schemas = JSON.parse(fs.readFileSync(KEPT, 'utf8'));
  schemas.panel.properties.options = {}; // checked apart, against the type of the panel
  const ajv = new Ajv({ strict: false, allErrors: true });
  const compiled = Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]);
  return Object.fromEntries(compiled);
}

// What does not fit, as text. Of a union (the kinds of table cells) every branch complains:
// only what all of them complain about counts, which is the kind itself.
function findings(validators, name, value, where) {
  const validate = validators[name];
  if (!validate) return [`${where}: there is no schema "${name}" here`];
  if (validate(value)) return [];
  return validate.errors
    .filter((error) => !ECHOES.includes(error.keyword) && !/Cell\w*Options/.test(error.schemaPath))
    .map(({ instancePath, message, params }) =>
      `${where}${instancePath}: ${message} ${JSON.stringify(params)}`);
}

function withoutAnnotationFields(dashboard) {
  const copy = structuredClone({ ...dashboard, panels: [] });
  for (const annotation of copy.annotations?.list ?? []) {
    for (const field of PROMETHEUS_ANNOTATION) delete annotation[field];
  }
  return copy;
}

function checkPanel(validators, panel, where) {
  if (panel.type === 'row') return findings(validators, 'row', panel, where);
  const custom = panel.fieldConfig?.defaults?.custom;
  return [
    ...findings(validators, 'panel', panel, where),
    ...findings(validators, `${panel.type}_options`, panel.options ?? {}, `${where} options`),
    ...(custom ? findings(validators, `${panel.type}_custom`, custom, `${where} custom`) : []),
  ];
}

function check(validators, file) {
  const dashboard = JSON.parse(fs.readFileSync(file, 'utf8'));
  const whereIs = (panel) => `${file}: "${panel.title}"`;
  return [
    ...findings(validators, 'dashboard', withoutAnnotationFields(dashboard), file),
    ...dashboard.panels.flatMap((panel) => checkPanel(validators, panel, whereIs(panel))),
  ];
}

const validators = loadValidators();
const all = process.argv.slice(2).flatMap((file) => check(validators, file));
for (const finding of all) console.log(finding);
process.exitCode = all.length ? 1 : 0;
