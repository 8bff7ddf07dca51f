#!/usr/bin/env bash
# Fetches Debian 12's Node.js, whose V8 is in a shared libnode, without installing it, and prints the
# folder into which it was unpacked:
#   tests/matrix/fetch-debian.sh
# It is kept in the user's cache. node-debian.sh runs it.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter
root=$cache/debian
# The libnode loads some of Node.js's own scripts from other packages.
scripts=(node-acorn node-cjs-module-lexer node-undici)
scratch=

runs() {
  [[ -x $1/usr/bin/node ]] && "$(dirname "$0")/node-debian.sh" "$1" --version >/dev/null
}

# Not the candidate of nodejs: where other sources are configured that may be another's package.
version() {
  apt-cache show --no-all-versions libnode108 | sed -n 's/^Version: //p'
}

fetch() {
  local version=$1
  scratch=$(mktemp -d "$cache/.debian.XXXXXX")
  (cd "$scratch" &&
    apt-get download -qq "libnode108=$version" "nodejs=$version" "${scripts[@]}" &&
    for package in *.deb; do dpkg -x "$package" .; done &&
    rm ./*.deb)
  runs "$scratch"
  chmod 755 "$scratch"
  rm -rf "$root"
  mv -T "$scratch" "$root"
}

mkdir -p "$cache"
trap '[[ -z $scratch ]] || rm -rf "$scratch"' EXIT
if ! runs "$root" 2>/dev/null; then fetch "$(version)"; fi
echo "$root"
