'use strict';
// Collects garbage and tells how often and for how many microseconds it did so far. Blocks after
// each phase that it counted. Needs --expose-gc.

const { block, say } = require('./report');

const PHASES = [[2, 2], [3, 0], [0, 4], [5, 0], [0, 7], [2, 3]];  // major and minor collections
const LONG = 25;

const told = { majors: 0, minors: 0, majorTime: 0, minorTime: 0 };

function timed(collect) {
  const start = process.hrtime();
  collect();
  const [seconds, nanoseconds] = process.hrtime(start);
  return seconds * 1e6 + nanoseconds / 1e3;
}

function major() {
  told.majors++;
  told.majorTime += timed(() => global.gc());
}

// Any argument means a minor collection in the first versions of gc(), this one in all. What
// survives are strings: objects of a place that often survive would be allocated in the old space.
function minor() {
  global.survivors = [];
  for (let i = 0; i < 30000; i++) global.survivors.push(`survivor ${i}`);
  told.minors++;
  told.minorTime += timed(() => global.gc({ type: 'minor' }));
}

function repeat(count, collect) {
  for (let i = 0; i < count; i++) collect();
}

global.kept = [];
for (let i = 0; i < 300000; i++) global.kept.push({ i, text: `row ${i}` });
for (const [majors, minors] of PHASES) {
  repeat(majors, major);
  repeat(minors, minor);
  say({ phase: 'counted', ...told });
  block();
}
for (const collect of [major, minor]) {
  say({ phase: collect.name });
  repeat(LONG, collect);
}
say({ phase: null });
