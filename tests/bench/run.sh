#!/usr/bin/env bash
# Measures what watching N idle Node.js processes costs (default 100), side by side with the bare
# system calls, Debian's process exporter and prom-client, and prints a table:
#   tests/bench/run.sh [N]
# Needs the release build in build/release, and 50 MB of memory a process.
set -euo pipefail
cd "$(dirname "$0")/../.."

count=${1:-100}
versions=(18.20.8 20.20.2 22.23.3 24.21.0 26.10.0)
prom_client=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter/prom-client-15.1.3
packages=(python3 libatomic1 prometheus-process-exporter)
command -v npm >/dev/null || packages+=(npm)

deploy/install-packages.sh "${packages[@]}"
mapfile -t nodes < <(tests/live/fetch-node.sh "${versions[@]}")
((${#nodes[@]} == ${#versions[@]}))
if [[ ! -d $prom_client/node_modules/prom-client ]]; then
  npm install --loglevel=error --prefix "$prom_client" prom-client@15.1.3 >/dev/null
fi

EXPORTER=build/release/exporter/heap_exporter exec python3 tests/bench/measure.py "$count" \
  build/release/tests "$prom_client/node_modules/prom-client" "${nodes[@]}"
