#!/usr/bin/env bash
# `not` in a Sigma rule, converted for Google SecOps.
#
# Versions:  pySigma 1.5.1, pySigma-backend-secops 1.0.0
# Behaviour: `not` before a number disappears: the filter that leaves findings out becomes a condition that lets nothing but
#            findings in. Before a text it is kept, as `!=`.
# Guess:     `not` is kept before every type, or the conversion fails.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check pysigma==1.5.1 pysigma-backend-secops==1.0.0

cat > convert.py <<'PY'
from sigma.backends.secops import SecOpsBackend
from sigma.collection import SigmaCollection

RULE = """
title: Example
logsource: {{product: auth0}}
detection:
  selection:
    status_id: 1
  filter:
    {}
  condition: selection and not filter
"""
for condition in ("class_uid: 2004", "class_name: Detection Finding"):
    print(SecOpsBackend().convert(SigmaCollection.from_yaml(RULE.format(condition)))[0])
PY

cat > expected <<'EXPECTED'
status_id = 1 AND class_uid = 2004
status_id = 1 AND class_name != "Detection Finding" nocase
EXPECTED
venv/bin/python convert.py | tee seen
diff expected seen
