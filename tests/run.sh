#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs all tests, and again with sanitizers.
# The last line tells how many passed, failed and were skipped.
#   tests/run.sh [--full]
# --full also runs the matrix of Node.js builds and writes its results (tests/matrix/), builds with clang,
# reads arm64 processes under qemu-user (tests/arm64/), and runs every test with the sanitizers, not
# only a part.
set -euo pipefail
cd "$(dirname "$0")/.."

node_versions=(14.21.3 16.20.2 18.0.0 18.20.8 20.20.2 22.23.3 24.21.0 26.10.0)
packages=(catch2 chromium curl docker.io docker-compose libatomic1 libcap2-bin mmdebstrap openssl
  prometheus python3 python3-unicorn systemd)
every_test=.
sanitized_tests='^unit|^golden|^fuzz|^live\.[a-z_.]*$|^live\..*\.node(18|26)$|^e2e\.promtool'
results=build/test-results
suites=()

case ${1:-} in
  "") full=false ;;
  --full) full=true packages+=(clang) sanitized_tests=$every_test ;;
  *) sed -n '4,7s/^# //p' tests/run.sh >&2 && exit 2 ;;
esac

# There are no builds of them for other machines.
if [[ $(uname -m) == x86_64 ]]; then
  node_versions+=(12.22.12 13.14.0 15.14.0 17.9.1 19.8.1 21.7.3 23.11.1 25.9.0)
fi

install() {
  command -v npm >/dev/null || packages+=(npm)
  deploy/install-packages.sh "${packages[@]}"
  # Packages of their own from Debian 13 on.
  command -v promtool >/dev/null || deploy/install-packages.sh promtool
  [[ -x /usr/bin/docker ]] || deploy/install-packages.sh docker-cli docker-buildx
  tests/live/fetch-node.sh "${node_versions[@]}"
}

# Older sanitizer runtimes do not start where addresses are randomised by more than 28 bits.
with_fewer_random_bits() {
  if (($(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0) > 28)); then
    setarch -R "$@"
  else
    "$@"
  fi
}

# Builds a preset and runs the tests whose names match; the summary tells in the end what failed.
run_suite() {
  local name=$1 preset=$2 tests=$3
  shift 3
  suites+=("$name=$results/$name.xml")
  echo "== $name =="
  if with_fewer_random_bits cmake --preset "$preset" -B "build/$name" \
    -DHEAP_EXPORTER_TESTS=ON "$@" &&
    with_fewer_random_bits cmake --build "build/$name"; then
    with_fewer_random_bits ctest --test-dir "build/$name" --tests-regex "$tests" \
      --output-on-failure --output-junit "$PWD/$results/$name.xml" || true
  fi
}

install
rm -rf "$results"
mkdir -p "$results"
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

run_suite release release "$every_test" -DHEAP_EXPORTER_FULL_MATRIX="$full"
if $full; then
  run_suite clang release '^unit|^golden|^fuzz' -DCMAKE_CXX_COMPILER=clang++
  suites+=("arm64=$results/arm64.xml")
  tests/arm64/run.sh || true
fi
export DEADLINE_SCALE=5 STORM_SCRAPES=500 CHURN_SCRAPES=200
run_suite asan asan "$sanitized_tests"
run_suite tsan tsan "$sanitized_tests"

python3 tests/summary.py "${suites[@]}"
