'use strict';
// A heap that grows by 160 MB of array elements at a time.

const { tell, warmUp } = require('./report');

const ELEMENTS = 20e6;
const kept = [];

warmUp();
for (let i = 1; ; i++) {
  tell();
  kept.push(new Array(ELEMENTS).fill(i));
}
