'use strict';
// What it costs a process to answer a scrape itself: prints the median CPU time of one
// register.metrics() of prom-client with its default metrics, in milliseconds.
//   node prom_client.js FOLDER-OF-PROM-CLIENT

const { collectDefaultMetrics, register } = require(process.argv[2]);

const CALLS = 500;

async function cpuOfOneCall() {
  const before = process.cpuUsage();
  await register.metrics();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}

async function main() {
  collectDefaultMetrics();
  for (let i = 0; i < 100; i++) await register.metrics();
  const costs = [];
  for (let i = 0; i < CALLS; i++) costs.push(await cpuOfOneCall());
  costs.sort((a, b) => a - b);
  console.log(costs[CALLS / 2]);
  process.exit(0);
}

main();
