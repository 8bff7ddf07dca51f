#!/usr/bin/env bash
# Installs the npm packages that package.json names, builds the page of view/, prints the folder:
#   tests/dashboards/grafana/install.sh [NODE]
# NODE is a Node.js from 20.19 on, for what Debian's is too old for.
# All is kept in the user's cache, by what went into it. Exits with 77 where npm cannot install.
set -euo pipefail
node=$(command -v "${1:-node}")
cd "$(dirname "$0")"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter
packages=$cache/grafana/$(sha256sum package.json | cut -c1-16)
page=$packages/$(cat ./*.mjs types.ts tsconfig.json view/* | sha256sum | cut -c1-16)

skip() {
  echo "skipped: $1"
  exit 77
}

command -v npm >/dev/null || skip "there is no npm on PATH"
mkdir -p "$packages"
exec 9>"$packages/lock"
flock 9

if [[ ! -e $packages/installed ]]; then
  cp package.json "$packages"
  (cd "$packages" && timeout -k 10 500 npm install --no-audit --no-fund --loglevel=error) \
    >"$packages/npm.log" 2>&1 ||
    skip "npm could not install Grafana's packages: $(tail -n 1 "$packages/npm.log")"
  touch "$packages/installed"
fi

if [[ ! -e $page/built ]]; then
  mkdir -p "$page"
  cp -r ./*.mjs types.ts tsconfig.json view "$page"
  (cd "$page" && "$node" "$packages/node_modules/vite/bin/vite.js" build view --logLevel=error) \
    >"$page/vite.log" 2>&1 || {
    cat "$page/vite.log" >&2
    exit 1
  }
  touch "$page/built"
fi

echo "$page"
