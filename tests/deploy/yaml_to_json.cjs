// yaml_to_json.cjs TOOLS <JSON: reads an object of YAML texts by name, and prints it with the
// documents of each text, without the empty ones, in place of the text.
const fs = require('fs');
const path = require('path');

const yaml = require(path.join(process.argv[2], 'node_modules', 'js-yaml'));

const documents = {};
for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(0, 'utf8')))) {
  // Dates stay texts, as in Kubernetes.
  documents[name] = yaml.loadAll(text, null, { schema: yaml.JSON_SCHEMA, filename: name }).filter(Boolean);
}
process.stdout.write(JSON.stringify(documents));
