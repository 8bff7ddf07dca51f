#!/usr/bin/env bash
# Runs the Node.js that fetch-debian.sh has unpacked:  node-debian.sh FOLDER ARGUMENT...
# It looks for its scripts below /usr/share, so it gets a mount namespace with a /usr/share of its own.
# The process stays the same one.
set -euo pipefail

LD_LIBRARY_PATH=$(echo "$1"/usr/lib/*-linux-gnu)
export LD_LIBRARY_PATH
# shellcheck disable=SC2016  # the inner shell expands it
exec unshare --map-root-user --mount \
  sh -c 'mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/node" "$@"' "$@"
