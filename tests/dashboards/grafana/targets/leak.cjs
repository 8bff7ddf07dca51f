'use strict';
// Keeps more and more:  node leak.cjs objects|buffers|keys KIBIBYTES_PER_SECOND
// Objects are in V8's heap, Buffers are memory that V8 knows of, and keys are in the memory of
// OpenSSL, of which it knows nothing. Ends when the pipe on its standard input is closed.

const { createSecretKey } = require('crypto');

const KIBIBYTE = 1024;
const TURNS_PER_SECOND = 4;
const OBJECT_BYTES = 128; // what one of the objects below takes, about
const [, , what, speed] = process.argv;
const bytes = (Number(speed) * KIBIBYTE) / TURNS_PER_SECOND;
const scratch = Buffer.alloc(bytes, 1);
const kept = [];

const keep = {
  objects() {
    for (let i = 0; i < bytes / OBJECT_BYTES; i++) {
      kept.push({ name: `object ${kept.length}`, seen: [i, kept.length] });
    }
  },
  buffers() {
    kept.push(Buffer.from(scratch));
  },
  keys() {
    kept.push(createSecretKey(scratch));
  },
};

process.stdin.on('close', () => process.exit(0)).resume();
setInterval(keep[what], 1000 / TURNS_PER_SECOND);
