#!/usr/bin/env bash
# Records one Node.js version for the unit tests: record.sh RECORD_PROCESS NODE >tests/fixtures/nodejs/VERSION.words
set -euo pipefail

recorder=$1
node=$2
script='
const b = Buffer.alloc(5e6, 1), keep = [b], line = Buffer.alloc(100);
for (let i = 0; i < 2e5; i++) keep.push({ i });
const v8 = require("v8"), fs = require("fs");
function tell() {
  const limit = v8.getHeapStatistics().heap_size_limit, m = process.memoryUsage();
  return [process.version.slice(1), "heap_total=" + m.heapTotal, "heap_used=" + m.heapUsed,
    "heap_limit=" + limit, "external=" + m.external,
    ...("arrayBuffers" in m ? ["array_buffers=" + m.arrayBuffers] : [])].join(" ");
}
for (let i = 0; i < 10; i++) tell();
setTimeout(() => {  // the sweeper is done by then
  tell();
  fs.writeSync(1, tell() + "\n");
  fs.readSync(0, line, 0, line.length, null);
}, 300);
'
coproc TARGET { exec "$node" -e "$script"; }
trap 'kill "$TARGET_PID" 2>/dev/null || true' EXIT
read -r -u "${TARGET[0]}" -a truth
"$recorder" "$TARGET_PID" "${truth[@]}"
