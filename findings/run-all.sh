#!/usr/bin/env bash
# Runs every finding, one after the other, and says at the end which still hold. Not zero when one does not.
# Each installs what it needs: Node 20 or newer with npm, Python 3.11 or newer with venv, Java 17 with Maven.
set -uo pipefail
cd "$(dirname "$0")"

changed=()
holding=0
for finding in *.sh; do
  [ "$finding" = run-all.sh ] && continue
  printf '\n== %s\n' "$finding"
  if bash "$finding"; then holding=$((holding + 1)); else changed+=("$finding"); fi
done

printf '\n%d findings hold, %d changed or could not run\n' "$holding" "${#changed[@]}"
[ "${#changed[@]}" -eq 0 ] || { printf '  %s\n' "${changed[@]}"; exit 1; }
