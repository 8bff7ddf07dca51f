'use strict';
// Shows what Grafana would be given: the text of every file below the folders where it looks for its
// provisioning and where that has it look for dashboards, and what answers at its data source.

const fs = require('fs');
const http = require('http');
const path = require('path');

const FOLDERS = ['/etc/grafana/provisioning', '/var/lib/grafana/dashboards'];

function readAll(folder, files = {}) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) readAll(name, files);
    else files[name] = fs.readFileSync(name, 'utf8');
  }
  return files;
}

async function statusOf(url) {
  return (await fetch(url)).status;
}

http.createServer(async (request, response) => {
  try {
    const files = Object.assign({}, ...FOLDERS.map((folder) => readAll(folder)));
    const [, url] = /^ *url: (\S+)$/m.exec(Object.values(files).join('\n'));
    response.end(JSON.stringify({ files, status: await statusOf(`${url}/-/ready`) }));
  } catch (error) {
    response.writeHead(500).end(String(error.stack));
  }
}).listen(3000);
process.on('SIGTERM', () => process.exit(0));
