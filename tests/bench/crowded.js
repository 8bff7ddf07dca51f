'use strict';
// A process with 20 workers that do nothing. Ends when standard input is closed.

const { Worker } = require('worker_threads');

const WORKERS = 20;
let online = 0;

for (let i = 0; i < WORKERS; i++) {
  const worker = new Worker('setInterval(() => {}, 1e6)', { eval: true });
  worker.once('online', () => {
    if (++online === WORKERS) process.stdout.write('ready\n');
  });
}
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
