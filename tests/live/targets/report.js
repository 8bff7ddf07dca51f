'use strict';
// How a target talks to its test: it blocks until a byte arrives on standard input, and tells its
// own figures as one JSON line on standard output. While it is blocked, no JavaScript runs.

const fs = require('fs');
const os = require('os');
const v8 = require('v8');

// Outside the heap from the start: the first read would move it there and change the figures.
const byte = new Uint8Array(new ArrayBuffer(1));

const TELL = '?'.charCodeAt(0);

// Returns the byte that arrived.
function block() {
  if (fs.readSync(0, byte, 0, 1) === 0) process.exit(0);
  return byte[0];
}

function say(message) {
  fs.writeSync(1, `${JSON.stringify(message)}\n`);
}

const gate = new Int32Array(new SharedArrayBuffer(4));

// The figures that matter most are taken last: whatever runs after them allocates a little. A compiler
// thread holds up to a megabyte of the heap while it works, so they are taken again until several looks
// in a row, a pause apart, agree.
function figures(pause = 15) {
  const enough = pause > 0 ? 4 : 1;
  for (let attempt = 0, agreeing = 0; ; attempt++) {
    const before = process.memoryUsage().heapUsed;
    if (pause > 0) Atomics.wait(gate, 0, 0, pause);
    const totalmem = os.totalmem();
    const spaces = v8.getHeapSpaceStatistics();
    const limit = v8.getHeapStatistics().heap_size_limit;
    const memory = process.memoryUsage();
    agreeing = Math.abs(memory.heapUsed - before) < 64 * 1024 ? agreeing + 1 : 0;
    if (agreeing === enough || attempt === 50) return { totalmem, spaces, limit, memory };
  }
}

// Has figures() and say() compiled in all stages before it counts.
function warmUp() {
  for (let i = 0; i < 3000; i++) JSON.stringify(figures(0));
}

// Tells the figures as often as the test asks for them, and goes on when it says so with any other
// byte. `others` returns figures to tell besides.
function tell(others = () => ({})) {
  while (block() === TELL) {
    const more = others();
    say({ ...figures(), ...more });
  }
}

module.exports = { block, figures, say, tell, warmUp };
