#!/usr/bin/env bash
# Builds the exporter and its unit tests for arm64, runs the unit tests under qemu-user, and has the
# exporter read arm64 builds of Node.js there.
#   tests/arm64/run.sh
# On an arm64 machine there is nothing to emulate: there tests/run.sh is the test.
# Compiler and emulator become packages of this machine; libraries and Node.js builds are kept in the
# user's cache. The results are in build/test-results/arm64.xml; what cannot run is skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

node_versions=(14.21.3 16.20.2 18.20.8 20.20.2 22.23.3 24.21.0 26.10.0)
tests='^unit$|^live\.(arrays|buffers|workers|derived|minor_mark_sweep)\.'
cache=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter/arm64
results=build/test-results/arm64.xml
# Only what the packages have below /usr: under -L, QEMU would also look here for /proc and /etc.
folders=(./lib ./usr)

skip() {
  cat >"$results" <<END
<testsuite><testcase name="all" status="notrun"><system-out>skipped: $1</system-out></testcase></testsuite>
END
  summary
}

summary() {
  python3 tests/summary.py "arm64=$results"
  exit
}

make_sysroot() {
  local scratch
  scratch=$(mktemp -d "$cache/.sysroot.XXXXXX")
  if mmdebstrap --quiet --variant=extract --architectures=arm64 --include="$libraries" \
    --setup-hook='mkdir -p "$1/usr/lib" && ln -s usr/lib "$1/lib"' \
    "$codename" - 2>"$cache/mmdebstrap.log" |
    tar -xC "$scratch" --no-same-owner "${folders[@]}"; then
    make_links_relative "$scratch"
    mv -T "$scratch" "$sysroot"
  else
    cat "$cache/mmdebstrap.log" >&2
    rm -rf "$scratch"
    return 1
  fi
}

# The linker would follow the absolute ones into this machine's own libraries.
make_links_relative() {
  local link
  find "$1/usr/lib" -type l -lname '/*' | while read -r link; do
    ln -sfnr "$1$(readlink "$link")" "$link"
  done
}

build() {
  cmake --fresh --preset release -B build/arm64 --toolchain tests/arm64/toolchain.cmake \
    -DCMAKE_SYSROOT="$sysroot" -DHEAP_EXPORTER_TESTS=ON \
    -DNODE_VERSIONS="$(IFS=';' && echo "${node_versions[*]}")" &&
    cmake --build build/arm64 --target heap_exporter unit_tests derive_heap
}

# ctest passes the environment on to the live tests.
run_tests() {
  export DEADLINE_SCALE=20 XDG_CACHE_HOME=$cache MACHINE=aarch64
  export EMULATOR="qemu-aarch64-static -L $sysroot"
  local version
  for version in "${node_versions[@]}"; do
    tests/live/fetch-node.sh "$version" >/dev/null || true  # its tests are skipped then
  done
  ctest --test-dir build/arm64 --tests-regex "$tests" --output-on-failure \
    --output-junit "$PWD/$results" || true
}

mkdir -p "$cache" "$(dirname "$results")"
rm -f "$results"
[[ $(uname -m) == x86_64 ]] || skip "this machine is $(uname -m): tests/run.sh tests that"
deploy/install-packages.sh g++-aarch64-linux-gnu mmdebstrap mount qemu-user-static ||
  skip "no cross compiler or no qemu-user"

codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
libraries="$(deploy/install-packages.sh --libraries) catch2 libatomic1"
sysroot=$cache/sysroot-$(cksum <<<"$codename $libraries ${folders[*]}" | cut -d ' ' -f 1)
[[ -d $sysroot ]] || make_sysroot || skip "no arm64 libraries of Debian $codename"

if build; then run_tests; fi
summary
