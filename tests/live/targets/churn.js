'use strict';
// Worker threads that start and end without pause:  churn.js CREW
// CREW of them live at a time, and the limit of each one's heap tells its number, which is its thread id
// as well. First the main thread tells its limit. Then every line is an event: {"ready": number, "limit":
// bytes} when a worker runs, {"ended": number} after its thread has gone. Ends when standard input is
// closed.

const v8 = require('v8');
const { Worker, isMainThread, parentPort, threadId, workerData } = require('worker_threads');
const { say } = require('./report');

const BASE_MEGABYTES = 64;
const ROWS = 2000;
const WAYS = ['return', 'exit', 'terminate'];

let last = 0;

// Some have a name of their own, some share one, some have none.
function nameOf(number) {
  if (number % 4 === 1) return `crew ${number}`;
  return number % 4 === 2 ? 'pool' : undefined;
}

function start() {
  const number = ++last;
  const worker = new Worker(__filename, {
    name: nameOf(number),
    workerData: { rows: (number % 10) * ROWS, way: WAYS[number % WAYS.length] },
    resourceLimits: { maxOldGenerationSizeMb: BASE_MEGABYTES + number },
  });
  if (worker.threadId !== number) throw new Error(`worker ${number} is thread ${worker.threadId}`);
  worker.once('message', (limit) => onReady(worker, number, limit));
  worker.once('error', (error) => { throw error; });
  worker.once('exit', () => {
    say({ ended: number });
    start();
  });
}

function onReady(worker, number, limit) {
  say({ ready: number, limit });
  if (WAYS[number % WAYS.length] === 'terminate') setTimeout(() => worker.terminate(), 40);
}

function work({ rows, way }) {
  global.kept = [];
  for (let i = 0; i < rows; i++) global.kept.push({ i, text: `row ${i}` });
  parentPort.postMessage(v8.getHeapStatistics().heap_size_limit);
  if (way === 'return') setTimeout(() => {}, 20 + threadId % 40);
  if (way === 'exit') setTimeout(() => process.exit(0), 20 + threadId % 40);
  if (way === 'terminate') setInterval(() => {}, 1000);
}

function main(crew) {
  process.stdin.on('end', () => process.exit(0));
  process.stdin.resume();
  say({ limit: v8.getHeapStatistics().heap_size_limit });
  for (let i = 0; i < crew; i++) start();
}

if (isMainThread) main(Number(process.argv[2]));
else work(workerData);
