#!/usr/bin/env bash
# A Sigma rule on a value with an underscore, converted for SPL2 and for OpenSearch's PPL.
#
# Versions:  pySigma 1.5.1, pySigma-backend-splunk 2.1.0, pySigma-backend-opensearch 2.0.3
# Behaviour: an underscore, the one-character wildcard of LIKE, is escaped in `=` and in `IN` as well, where it is a
#            character like any other. The comparison is with a text that has a backslash, and no record has one. SPL (not 2)
#            and Lucene from the same packages leave it alone.
# Guess:     what is special to LIKE is escaped for LIKE alone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check \
  pysigma==1.5.1 pysigma-backend-splunk==2.1.0 pysigma-backend-opensearch==2.0.3

cat > convert.py <<'PY'
from sigma.backends.opensearch import OpensearchLuceneBackend, OpenSearchPPLBackend
from sigma.backends.splunk import SplunkBackend, SplunkSPL2Backend
from sigma.collection import SigmaCollection

RULE = """
title: Example
logsource: {product: auth0}
detection:
  selection:
    risk_details: asn_changed
  condition: selection
"""
for backend in (SplunkSPL2Backend, OpenSearchPPLBackend, SplunkBackend, OpensearchLuceneBackend):
    print(f"{backend.__name__}: {backend().convert(SigmaCollection.from_yaml(RULE))[0]}")
PY

cat > expected <<'EXPECTED'
SplunkSPL2Backend: FROM main WHERE risk_details="asn\_changed"
OpenSearchPPLBackend: source=auth0-* | where risk_details="asn\_changed"
SplunkBackend: risk_details="asn_changed"
OpensearchLuceneBackend: risk_details:asn_changed
EXPECTED
venv/bin/python convert.py | tee seen
diff expected seen
