#!/usr/bin/env bash
# Whether promtool finds anything to complain about in the golden metrics.
set -euo pipefail
cd "$(dirname "$0")"

command -v promtool >/dev/null || { echo "skipped: there is no promtool on PATH" && exit 77; }
findings=$(promtool check metrics <metrics.txt 2>&1) || { echo "$findings" && exit 1; }
[[ -z $findings ]] || { echo "$findings" && exit 1; }
