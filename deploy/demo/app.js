'use strict';
// A small service to look at: a cache that fills and is dropped, buffers that come and go, and a
// worker thread with a heap of its own. It stays below 300 MB and uses little CPU.
//
// Ends on SIGTERM, and with whoever started it: when the pipe on its standard input is closed, or
// when its parent is gone.

const fs = require('fs');
const { Worker, isMainThread } = require('worker_threads');

const MEBIBYTE = 1024 * 1024;
const CACHE_ENTRIES = 150000;
const BUFFER_COUNT = 24;
const WORKER_ROWS = 60000;

function startCache() {
  let cache = new Map();
  setInterval(() => {
    for (let i = 0; i < CACHE_ENTRIES / 120; i++) {
      cache.set(cache.size, { user: `user-${cache.size}`, roles: ['reader', i], seen: Date.now() });
    }
    if (cache.size >= CACHE_ENTRIES) cache = new Map();
  }, 250);
}

// Each buffer is 2 MiB and filled, so that it is really in memory.
function startBuffers() {
  const buffers = [];
  let growing = true;
  setInterval(() => {
    if (growing) buffers.push(Buffer.alloc(2 * MEBIBYTE, 1));
    else buffers.shift();
    if (buffers.length === 0 || buffers.length === BUFFER_COUNT) growing = !growing;
  }, 1000);
}

function startWorker() {
  const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };
  new Worker(__filename, { resourceLimits });
}

function runWorker() {
  let rows = [];
  setInterval(() => {
    for (let i = 0; i < WORKER_ROWS / 90; i++) rows.push({ id: i, text: `row ${rows.length}` });
    if (rows.length >= WORKER_ROWS) rows = [];
  }, 250);
}

// A terminal or /dev/null on standard input tells nothing about the parent; a pipe does.
function endWithParent() {
  const input = fs.fstatSync(0);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.on('error', () => process.exit(0));
    process.stdin.on('close', () => process.exit(0));
    process.stdin.resume();
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500);
  process.on('SIGTERM', () => process.exit(0));
}

if (isMainThread) {
  endWithParent();
  startCache();
  startBuffers();
  startWorker();
} else {
  runWorker();
}
