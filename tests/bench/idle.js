'use strict';
// A small service that waits for requests. Ends when standard input is closed.

const http = require('http');

const server = http.createServer((_, response) => response.end('ok\n'));
server.listen(0, '127.0.0.1', () => process.stdout.write('ready\n'));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
