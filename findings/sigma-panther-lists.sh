#!/usr/bin/env bash
# A Sigma rule on a list, converted for Panther and run on Panther's own event object.
#
# Versions:  pySigma 1.5.1, pySigma-backend-panther 0.3.1, panther_core 0.16.3
# Behaviour: equality with a list is never true. `contains` asks the list for an element: it is true for the whole label and
#            false for a part of it, the other way round from what Sigma says of both. The one rule that fires is the one that
#            ought to be too broad.
# Guess:     Sigma matches a value when any element of a list does, so both ways of writing it fire.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check \
  pysigma==1.5.1 pysigma-backend-panther==0.3.1 panther_core==0.16.3 python-dateutil==2.9.0.post0

cat > convert.py <<'PY'
from panther_core.enriched_event import PantherEvent
from sigma.backends.panther import PantherBackend
from sigma.collection import SigmaCollection

RULE = """
title: Example
logsource: {{product: auth0}}
detection:
  selection:
    {}
  condition: selection
"""
event = PantherEvent({"metadata": {"labels": ["signal:asn_changed", "signal:ip_changed"]}}, None)
for condition in (
    "metadata.labels: signal:asn_changed",
    "metadata.labels|contains: asn_changed",
    "metadata.labels|contains: signal:asn_changed",
):
    names = {}
    exec(PantherBackend().convert(SigmaCollection.from_yaml(RULE.format(condition))), names)
    print(f"{condition}: {names['rule'](event)}")
PY

cat > expected <<'EXPECTED'
metadata.labels: signal:asn_changed: False
metadata.labels|contains: asn_changed: False
metadata.labels|contains: signal:asn_changed: True
EXPECTED
venv/bin/python convert.py | tee seen
diff expected seen
