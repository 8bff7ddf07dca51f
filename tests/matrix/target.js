'use strict';
// A process of the matrix:  node --expose-gc target.js SHAPE SCALE OPERATION...
// Tells which build it is and gives its heap a shape. Then, for each operation: performs it, blocks
// until a byte arrives on standard input, and tells its own figures. Every message is a JSON line.
//
// It blocks twice for each operation, the first time only until its compiler threads are at rest: the
// code that they have made is put into the heap when the main thread goes on, which has nothing to
// do with the look from outside.

const fs = require('fs');
const v8 = require('v8');

const SCALE = Number(process.argv[3]);
const MEGABYTE = 1000 * 1000;

let kept = [];

function small(count) {
  const objects = [];
  for (let i = 0; i < count; i++) objects.push({ i, pair: [i, i + 1], text: `number ${i}` });
  return objects;
}

function smallObjects(bytes) {
  while (process.memoryUsage().heapUsed < bytes) kept.push(small(10000));
}

function buffers(count) {
  for (let i = 0; i < count; i++) kept.push(Buffer.alloc(MEGABYTE, 1), Buffer.allocUnsafe(1000));
}

function arraysAndStrings(count) {
  for (let i = 0; i < count; i++) {
    kept.push(new Array(60000 + 100 * i).fill(i + 0.5));
    if (i % 6 === 0) kept.push(Buffer.alloc(MEGABYTE, i).toString('latin1'));
  }
}

function mixed() {
  smallObjects(40 * MEGABYTE * SCALE);
  buffers(50 * SCALE);
  arraysAndStrings(50 * SCALE);
  operations.churn();
  operations.release();
}

const shapes = {
  idle() {},
  small: () => smallObjects(480 * MEGABYTE * SCALE),
  buffers: () => buffers(200 * SCALE),
  large: () => arraysAndStrings(300 * SCALE),
  mixed,
};

const operations = {
  rest() {},
  allocate: () => void small(5000),
  keep: () => kept.push(small(20000)),
  buffers: () => buffers(3),
  large: () => arraysAndStrings(3),
  churn() {
    for (let i = 0; i < 50; i++) small(10000);
  },
  release() {
    kept = kept.filter((_, i) => i % 2 === 0);
    global.gc();
  },
};

// Outside the heap from the start: the first read would move it there and change the figures.
const byte = new Uint8Array(new ArrayBuffer(1));

function block(descriptor) {
  if (fs.readSync(descriptor, byte, 0, 1) === 0) process.exit(0);
}

function say(message) {
  fs.writeSync(1, `${JSON.stringify(message)}\n`);
}

// Node.js reads both into arrays that it has from the start, and makes objects of them afterwards.
function figures() {
  const memory = process.memoryUsage();
  const limit = v8.getHeapStatistics().heap_size_limit;
  return { memory, limit };
}

// Has what runs between the look from outside and figures() compiled in all stages.
function warmUp() {
  const zeros = fs.openSync('/dev/zero');
  for (let i = 0; i < 3000; i++) {
    block(zeros);
    JSON.stringify(figures());
  }
  fs.closeSync(zeros);
}

function main([shape, , ...names]) {
  say({ node: process.versions.node, v8: process.versions.v8 });
  warmUp();
  shapes[shape]();
  for (const name of names) {
    operations[name]();
    block(0);
    say({ performed: name });
    block(0);
    say(figures());
  }
  block(0);
}

main(process.argv.slice(2));
