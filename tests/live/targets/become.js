'use strict';
// Becomes the program named by its arguments, without a new process: same pid, same start time.

const { tell, warmUp } = require('./report');

const kept = new Array(5e6).fill(1);
warmUp();
tell();
process.execve(process.argv[2], process.argv.slice(2), process.env);
module.exports = kept;
