'use strict';
// Worker threads with heaps of different sizes and limits. Whenever the process is asked for its figures, it tells
// those of each worker as well; in between all of them rest. Then it ends the workers, and tells its
// figures without them.

const {
  MessageChannel, Worker, isMainThread, receiveMessageOnPort, threadId, workerData,
} = require('worker_threads');
const { figures, tell, warmUp } = require('./report');

const CREW = [
  { rows: 20000, megabytes: 100, name: 'mail' },
  { rows: 100000, megabytes: 200 },
  { rows: 300000, megabytes: 300, name: 'pool' },
  { rows: 1000, megabytes: 400, name: 'pool' },
];

// Words of what the threads share: how often the workers were asked, and how many answers there are.
const ASKED = 0;
const ANSWERED = 1;
const ENOUGH = -1;

function runWorker({ rows, port, shared }) {
  global.kept = [];
  for (let i = 0; i < rows; i++) global.kept.push({ i, text: `row ${i}` });
  warmUp();
  for (let asked = 0; ; asked++) {
    Atomics.wait(shared, ASKED, asked);
    if (Atomics.load(shared, ASKED) === ENOUGH) break;
    port.postMessage({ threadId, ...figures() });
    Atomics.add(shared, ANSWERED, 1);
    Atomics.notify(shared, ANSWERED);
  }
  port.close();
}

function startWorker({ rows, megabytes, name }, shared) {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(__filename, {
    name,
    workerData: { rows, port: port2, shared },
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
  });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  return { name, port: port1, ended };
}

// Runs while the main thread's event loop stands still, as all threads do whenever the test looks.
function ask(workers, shared) {
  const asked = Atomics.add(shared, ASKED, 1) + 1;
  Atomics.notify(shared, ASKED);
  for (let answered; (answered = Atomics.load(shared, ANSWERED)) < asked * workers.length;) {
    Atomics.wait(shared, ANSWERED, answered);
  }
  return workers.map(({ name, port }) => ({ name, ...receiveMessageOnPort(port).message }));
}

async function runMain() {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const workers = CREW.map((member) => startWorker(member, shared));
  warmUp();
  tell(() => ({ workers: ask(workers, shared) }));
  Atomics.store(shared, ASKED, ENOUGH);
  Atomics.notify(shared, ASKED);
  await Promise.all(workers.map((worker) => worker.ended));
  tell();
}

if (isMainThread) runMain();
else runWorker(workerData);
