#!/usr/bin/env bash
# Installs on any Debian machine what it takes to compile the program for ARCHITECTURE, which GNU calls
# MACHINE. Part of the Dockerfile.
#   deploy/image-packages.sh amd64 x86_64
set -euo pipefail
architecture=$1
machine=$2

# Some libraries are of headers alone, the same for all architectures.
libraries() {
  local library
  for library in $(deploy/install-packages.sh --libraries) libssl-dev; do
    if apt-cache show "$library:$architecture" >/dev/null 2>&1; then
      echo "$library:$architecture"
    else
      echo "$library"
    fi
  done
}

dpkg --add-architecture "$architecture"
apt-get update
# shellcheck disable=SC2046 # names of packages
apt-get install --yes --no-install-recommends $(libraries) binutils cmake ninja-build pkg-config \
  libcap2-bin "g++-${machine/_/-}-linux-gnu"
rm -rf /var/lib/apt/lists/*
