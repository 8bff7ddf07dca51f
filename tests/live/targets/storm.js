'use strict';
// Allocates without pause. Most objects die at once; some survive for a while and some are large, so
// that scavenges and mark-compacts follow upon one another. The heap stays below 300 MB. Ends when
// standard input is closed.

const { say } = require('./report');

const SMALL = 30000;
const LARGE = 24;
const survivors = new Array(SMALL).fill(null);
const arrays = new Array(LARGE).fill(null);
let count = 0;

function make(value) {
  return { value, list: [value, value + 1, value + 2], text: `${value}` };
}

function rage() {
  for (let i = 0; i < 20000; i++) {
    count += 1;
    const object = make(count);
    if (count % 12 === 0) survivors[(count * 7919) % SMALL] = object;
    if (count % 5000 === 0) arrays[(count / 5000) % LARGE] = new Array(40000).fill(count);
  }
  setImmediate(rage);
}

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
rage();
say('raging');
