'use strict';
// Memory outside the heap that grows by 200 MB at a time. The buffers are filled, so that they are
// really in memory.

const { tell, warmUp } = require('./report');

const SIZE = 200e6;
const kept = [];

warmUp();
for (let i = 1; ; i++) {
  tell();
  kept.push(Buffer.alloc(SIZE, i));
}
