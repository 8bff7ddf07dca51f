'use strict';
// Three worker threads with heaps of different sizes, which then rest. The process tells its
// figures and theirs, ends the workers, and tells its figures once more.

const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const { figures, tell, warmUp } = require('./report');

const ROWS = [20000, 100000, 300000];

function runWorker({ rows, gate }) {
  const kept = [];
  for (let i = 0; i < rows; i++) kept.push({ i, text: `row ${i}` });
  warmUp();
  parentPort.postMessage(figures().memory);
  Atomics.wait(gate, 0, 0);
  return kept;
}

function startWorker(rows, gate) {
  const worker = new Worker(__filename, { workerData: { rows, gate } });
  const ready = new Promise((resolve) => worker.once('message', resolve));
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  return { ready, ended };
}

async function runMain() {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workers = ROWS.map((rows) => startWorker(rows, gate));
  const told = await Promise.all(workers.map((worker) => worker.ready));
  warmUp();
  tell({ workers: told });
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  await Promise.all(workers.map((worker) => worker.ended));
  tell({ workers: [] });
}

if (isMainThread) runMain();
else runWorker(workerData);
