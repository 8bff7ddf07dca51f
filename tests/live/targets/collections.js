'use strict';
// Collects garbage by force without pause (needs --expose-gc). Tells between which bounds its figures
// stay meanwhile. Ends when standard input is closed.

const { say } = require('./report');

const MEBIBYTE = 1024 * 1024;
const KEPT = 8 * MEBIBYTE; // bytes of numbers that live all the time
const GARBAGE = 4 * MEBIBYTE; // and that die in each turn
const BUFFER = 10 * MEBIBYTE;
const SLACK = 64 * MEBIBYTE; // semi-spaces, fragmentation, what Node.js itself needs

const kept = new Array(KEPT / 8).fill(0.5);
const buffer = Buffer.alloc(BUFFER);
let turns = 0;

function turn() {
  let garbage = [];
  for (let i = 0; i < GARBAGE / 80; i++) garbage.push([i, i + 0.5]);
  garbage = null;
  turns += 1;
  if (turns % 3 === 0) global.gc({ type: 'minor' });
  else global.gc();
  setTimeout(turn, 2);
}

process.stdin.on('end', () => process.exit(kept.length + buffer.length > 0 ? 0 : 1));
process.stdin.resume();
global.gc();
const most = process.memoryUsage().heapUsed + GARBAGE + SLACK;
say({
  used: [KEPT, most],
  total: [KEPT, most + SLACK],
  array_buffers: [BUFFER, BUFFER + MEBIBYTE],
});
turn();
