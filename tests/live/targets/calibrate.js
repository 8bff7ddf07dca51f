'use strict';
// Takes its heap through states that differ in everything V8 counts. In each it blocks so that it
// can be looked at, and then tells its figures of that very moment. Needs --expose-gc.
//
// Nothing is allocated between the moment when it is looked at and the first figures, those of the
// heap; the others cost some hundred bytes in the new space, and only there.

const inspector = require('inspector');
const v8 = require('v8');
const report = require('./report');

const kept = [];
const large = [];
const buffers = [];
let garbage = 0;
let patterns = 0;

function row(i) {
  return { i, pair: [i, i + 1], text: `row ${i}` };
}

function keep(count) {
  for (let i = 0; i < count; i++) kept.push(row(i));
}

function dropEverySecond() {
  for (let i = 0; i < kept.length; i += 2) kept[i] = null;
}

function waste(count) {
  for (let i = 0; i < count; i++) garbage += row(i).i;
}

// A regular expression becomes machine code when it is used again.
function compile(count) {
  for (let i = 0; i < count; i++) {
    const pattern = new RegExp(`(a+${patterns++}){2,3}[b-y]+z`);
    for (let use = 0; use < 4; use++) pattern.test('aaa1aaa1bcz');
  }
}

function keepLargeArrays(count) {
  for (let i = 0; i < count; i++) large.push(new Array(50000 + i).fill(i));
}

function keepBuffers(count) {
  for (let i = 0; i < count; i++) buffers.push(Buffer.alloc(3000001, i));
}

// A debugger that is attached has V8 raise the limit when it is nearly reached.
function raiseLimit() {
  const session = new inspector.Session();
  session.connect();
  session.post('Debugger.enable');
  const limit = v8.getHeapStatistics().heap_size_limit;
  while (v8.getHeapStatistics().heap_size_limit === limit) keep(2000);
}

const states = {
  'at rest': () => {},
  'a part of a page of garbage': () => waste(300),
  'rows': () => keep(30000),
  'more than a page of garbage': () => waste(4000),
  'several pages of garbage': () => waste(14000),
  'machine code': () => compile(3000),
  'collected': () => global.gc(),
  'large arrays': () => keepLargeArrays(20),
  'buffers': () => keepBuffers(5),
  'more rows': () => keep(50000),
  'holes': () => { dropEverySecond(); global.gc(); waste(9000); },
  'rows in holes': () => keep(3000),
  'fewer large arrays': () => { large.length = 7; global.gc(); waste(700); },
  'fewer buffers': () => { buffers.length = 2; global.gc(); compile(200); },
  'much garbage': () => { waste(400000); waste(2500); },
  'few rows': () => { kept.length = 5000; global.gc(); waste(100); },
  'a raised limit': raiseLimit,
};

function figures() {
  const heap = v8.getHeapStatistics();
  const spaces = v8.getHeapSpaceStatistics();
  const memory = process.memoryUsage();
  return { heap, spaces, memory };
}

// Until what a collection flushed is compiled again and the compiler threads have nothing to do.
function settle() {
  for (let i = 0; i < 300; i++) figures();
  report.figures();
}

settle();
for (const state of Object.keys(states)) {
  states[state]();
  settle();
  compile(3);  // takes new allocation areas in the old and the code space
  report.say({ state });
  report.block();
  report.say(figures());
  report.block();
}
report.say({ state: null });
