// yaml_to_json.cjs TOOLS <JSON: reads an object of YAML texts by name, and prints it with the
// documents of each text, without the empty ones, in place of the text.
const fs = require('fs');
const path = require('path');

const yaml = require(path.join(process.argv[2], 'node_modules', 'js-yaml'));

// Dates stay texts, as in Kubernetes.
const schema = yaml.JSON_SCHEMA;
const documents = {};
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(0, 'utf8')))) {
  documents[name] = yaml.loadAll(text, null, { schema, filename: name }).filter(Boolean);
}
process.stdout.write(JSON.stringify(documents));
