#!/usr/bin/env bash
# Every example, for every target: a real API server takes its manifests in a strict dry run, without a warning.
#
# usage: tests/cluster/dry-run.sh [JKEC]; SHARED is the folder that holds cluster/ and schemas/ (../shared beside the repository).
# Namespaces are made for real, because nothing can be tried in one that is not there; all else is only tried.
set -euo pipefail
cd "$(dirname "$0")/../.."

jkec=$(realpath "${1:-target/debug/jkec}")
shared=${SHARED:-../shared}
cluster=$shared/cluster/cluster.sh

if [ ! -x "$cluster" ] && [ ! -f "$cluster" ]; then
  echo "skipped: there is no $cluster"
  exit 0
fi
if bash "$cluster" status | grep -E '^ *(etcd|kube-apiserver|kubectl) ' | grep -q 'not installed'; then
  echo "skipped: the cluster is not installed ($cluster install --api-only)"
  exit 0
fi

work=$(mktemp -d)
trap 'bash "$cluster" stop --wipe "$work/cluster" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
bash "$cluster" start --api-only "$work/cluster"
eval "$(bash "$cluster" env "$work/cluster")"

# The kinds of the Gateway API, for the examples that use it; without the policy that guards their upgrades, which refuses kinds that come after it.
find "$shared/schemas/crd-manifests" -name 'gateway.*.yaml' ! -name '*_vap_*' -print0 |
  while IFS= read -r -d '' file; do kubectl apply --server-side -f "$file" >/dev/null; done

failed=0
tried=0
for example in examples/*/; do
  name=$(basename "$example")
  "$jkec" -C "$example" build -o "$work/$name"
  while IFS= read -r -d '' file; do
    kubectl apply --server-side --force-conflicts --validate=strict -f "$file" >/dev/null
  done < <(find "$work/$name" -name 'namespace-*.yaml' -print0)
  while IFS= read -r folder; do
    if ! said=$(kubectl apply --server-side --force-conflicts --validate=strict --dry-run=server -f "$folder" 2>&1) || grep -q '^Warning' <<<"$said"; then
      echo "refused: ${folder#"$work/"}"
      echo "$said"
      failed=1
    fi
    tried=$((tried + $(find "$folder" -maxdepth 1 -name '*.yaml' | wc -l)))
  done < <(find "$work/$name" -name '*.yaml' -exec dirname {} \; | sort -u)
done
[ "$tried" -gt 0 ] || { echo "nothing was tried"; exit 1; }
[ "$failed" -eq 0 ] || exit 1
echo "the API server takes all $tried manifests"
