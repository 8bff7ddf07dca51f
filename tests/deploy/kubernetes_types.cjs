// kubernetes_types.cjs TOOLS <JSON: what the types of Kubernetes and of the Prometheus Operator
// find wrong. The latter are made from its custom resource definitions.
//
// Reads an object of manifests by name. Each becomes a literal of its kind's TypeScript type, so
// that the compiler finds wrong types, missing fields and fields that do not exist. Prints a line
// for each finding, that a kind has no type among them, and exits 1 where there is one.
const fs = require('fs');
const path = require('path');

const tools = process.argv[2];
const modules = path.join(tools, 'node_modules');
const ts = require(path.join(modules, 'typescript'));

function declares(text, type) {
  return new RegExp(`\\binterface ${type}\\b`).test(text);
}

// {module, type} of a manifest; nothing where there is none.
function typeOf({ apiVersion = '', kind = '' }) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const candidates = [
    { module: `kubernetes-types/${group.replace(/\.k8s\.io$/, '')}/${version}`, type: kind },
    {
      module: `@kubernetes-models/prometheus-operator/${group}/${version}/${kind}`,
      type: `I${kind}`,
    },
  ];
  return candidates.find(({ module, type }) => {
    const file = path.join(modules, `${module}.d.ts`);
    return kind && fs.existsSync(file) && declares(fs.readFileSync(file, 'utf8'), type);
  });
}

function source(manifest, { module, type }) {
  const literal = JSON.stringify(manifest, null, 1);
  const use = `export const manifest: ${type} = ${literal};`;
  return `import type { ${type} } from '${module}';\n${use}\n`;
}

// The sources live in memory, as if they were files in the folder of the tools.
function compile(sources) {
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) =>
    sources.has(file)
      ? ts.createSourceFile(file, sources.get(file), version)
      : getSourceFile.call(host, file, version, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host));
}

function describe(names, { file, start, messageText }) {
  const message = ts.flattenDiagnosticMessageText(messageText, ' ');
  if (!file) return message;
  const line = file.text.slice(0, start).split('\n').length;
  return `${names.get(file.fileName)}: ${file.text.split('\n')[line - 1].trim()}: ${message}`;
}

const names = new Map();
const sources = new Map();
const findings = [];
for (const [name, manifest] of Object.entries(JSON.parse(fs.readFileSync(0, 'utf8')))) {
  const type = typeOf(manifest);
  if (!type) {
    findings.push(`${name}: there is no type for ${manifest.apiVersion} ${manifest.kind}`);
    continue;
  }
  const file = path.join(tools, `manifest${sources.size}.ts`);
  names.set(file, name);
  sources.set(file, source(manifest, type));
}
findings.push(...compile(sources).map((diagnostic) => describe(names, diagnostic)));
for (const finding of findings) console.log(finding);
process.exitCode = findings.length ? 1 : 0;
