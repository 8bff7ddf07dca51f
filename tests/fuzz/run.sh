#!/usr/bin/env bash
# Builds the fuzz targets with clang and runs each for so many seconds (default 60) from its corpus:
#   tests/fuzz/run.sh [SECONDS [TARGET...]]
# Inputs that a target ends at are put into build/fuzz/found.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
shift || true
targets=("$@")
((${#targets[@]} > 0)) || targets=(elf proc plan accessor)
found=build/fuzz/found
declare -A longest=([elf]=4096 [proc]=4096 [plan]=512 [accessor]=65)

# Older sanitizer runtimes do not start where addresses are randomised by more than 28 bits.
fixed() {
  setarch -R "$@"
}

if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
fixed cmake --preset release -B build/fuzz -DCMAKE_CXX_COMPILER=clang++ \
  -DHEAP_EXPORTER_SANITIZE=address,undefined,fuzzer-no-link >/dev/null
fixed cmake --build build/fuzz --target "${targets[@]/#/replay_}" "${targets[@]/#/fuzz_}"

mkdir -p "$found"
failed=()
for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  fixed "build/fuzz/tests/fuzz/replay_$target" "tests/fuzz/corpus/$target" "$corpus"
  fixed "build/fuzz/tests/fuzz/fuzz_$target" "$corpus" -max_total_time="$seconds" \
    -max_len="${longest[$target]}" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$found/$target-" || failed+=("$target")
done
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}; see $found" >&2 && exit 1; }
