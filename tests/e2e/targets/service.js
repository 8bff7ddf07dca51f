'use strict';
// A service that gives work to a second process, which has the service's standard streams. Each request
// costs some memory, and is answered with the pids of both; one for /crash ends the service.
//   node service.js SCRIPT     what the second process runs

const http = require('http');
const { spawn } = require('child_process');

const worker = spawn(process.execPath, [process.argv[2]], { stdio: 'inherit' });

http.createServer((request, response) => {
  if (request.url === '/crash') process.abort();
  const rows = Array.from({ length: 20000 }, (_, row) => ({ row, text: `row ${row}` }));
  response.end(JSON.stringify({ pid: process.pid, worker: worker.pid, rows: rows.length }));
}).listen(8080);
