#!/usr/bin/env bash
# Builds the exporter on a Debian 12 or 13 machine and runs it in the foreground:
#   deploy/quickstart.sh [--demo] [-- EXPORTER FLAGS]
# --demo runs a small Node.js service beside it, so that there is something to see.
set -euo pipefail
cd "$(dirname "$0")/.."

demo=false
address=:14327

usage() {
  sed -n '2,4s/^# //p' deploy/quickstart.sh
}

while (($#)); do
  case $1 in
    --demo) demo=true ;;
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

quietly() {
  local log=build/quickstart.log
  "$@" >"$log" 2>&1 || { cat "$log" >&2 && echo "quickstart: failed: $*" >&2 && exit 1; }
}

# A build directory of its own, so that one with tests stays as it is.
build() {
  mkdir -p build
  if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
  quietly cmake --preset release -B build/quickstart -DHEAP_EXPORTER_TESTS=OFF
  [[ -x build/quickstart/exporter/heap_exporter ]] || echo "Building; this takes some minutes"
  quietly cmake --build build/quickstart
}

# The usual names are enough for a hint; the exporter itself recognises a Node by other means.
node_is_running() {
  local executables
  executables=$(readlink /proc/[0-9]*/exe 2>/dev/null || true)
  [[ $executables$'\n' =~ /node(js)?$'\n' ]]
}

# The exporter inherits the writing end of the service's standard input: the service ends when the
# exporter does, however that comes about.
start_demo() {
  command -v node >/dev/null || deploy/install-packages.sh nodejs
  exec 3> >(exec node deploy/demo/app.js >/dev/null)
  echo "The demo service runs beside it as pid $!"
}

deploy/install-packages.sh
build

if $demo; then
  start_demo
elif ! node_is_running; then
  echo "No Node.js process to look into is running; with --demo one is started beside the exporter"
fi

for flag in "$@"; do
  [[ $flag == --web.listen-address=* ]] && address=${flag#*=}
done
[[ $address == :* ]] && address=localhost$address
echo "heap_exporter serves http://$address/metrics until Ctrl-C"
exec build/quickstart/exporter/heap_exporter "$@"
