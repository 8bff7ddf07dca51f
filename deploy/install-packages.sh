#!/usr/bin/env bash
# Installs the Debian packages that the build needs, and those named as arguments:
#   deploy/install-packages.sh [PACKAGE...]
#   deploy/install-packages.sh --libraries
# Prints nothing and needs no rights where all of them are installed. --libraries only prints which
# of them are libraries.
set -euo pipefail

libraries=(prometheus-cpp-dev libcivetweb-dev libcli11-dev libyaml-cpp-dev libspdlog-dev
  libexpected-dev zlib1g-dev libcap-dev libre2-dev)
build_packages=(build-essential cmake ninja-build pkg-config "${libraries[@]}")

fail() {
  echo "install-packages: $1" >&2
  exit 1
}

[[ ${1:-} != --libraries ]] || { echo "${libraries[@]}" && exit; }

command -v apt-get >/dev/null || fail "this machine has no apt-get; needed: ${build_packages[*]} $*"

wanted=("${build_packages[@]}" "$@")
# dpkg-query fails when it does not know one of them, and still lists the others.
installed=$(dpkg-query -W -f ' ${Package}:${db:Status-Status} ' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
  [[ $installed == *" $package:installed "* ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "neither root nor sudo; cannot install: ${missing[*]}"
  as_root=(sudo)
fi

echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# RUNLEVEL=1: packages that bring a service do not start it.
apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q -y)
if ! {
  "${apt_get[@]}" update &&
    "${apt_get[@]}" install --no-install-recommends "${missing[@]}"
} >"$log" 2>&1; then
  cat "$log" >&2
  fail "apt-get failed"
fi
