'use strict';
// Tells its own figures, rests until a byte arrives, and ends.

const { tell, warmUp } = require('./report');

warmUp();
tell();
