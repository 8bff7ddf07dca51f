'use strict';
// Its heap and its Buffers grow for as long as it runs, about 1 MB a second each, up to a cap. It ends
// when its standard input is closed.

const MEBIBYTE = 1024 * 1024;
const MOST = 400;

const objects = [];
const buffers = [];

setInterval(() => {
  if (buffers.length === MOST) return;
  buffers.push(Buffer.alloc(MEBIBYTE, 1));
  for (let i = 0; i < 16384; i++) objects.push({ row: objects.length });
}, 1000);

process.stdin.on('close', () => process.exit(0));
process.stdin.resume();
