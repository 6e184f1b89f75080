#!/usr/bin/env bash
# The type of OCSF's `unmapped` when DuckDB reads records as JSON lines.
#
# Versions:  DuckDB 1.5.6
# Behaviour: it depends on the file. With few different keys `unmapped` is a struct, and asking for a key that no record has
#            is an error; with many it is a map, and the same query gives null. So a query that works on a day with much
#            traffic fails on a quiet one.
# Guess:     an object is a struct, always; or a query does not depend on how many records there are.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check duckdb==1.5.6

cat > probe.py <<'PY'
import json

import duckdb

for count in (5, 300):
    with open("records.ndjson", "w") as file:
        for number in range(count):
            unmapped = {f"auth0.details.field{number}": "text", "session_enricher.status": "enriched"}
            print(json.dumps({"time": 1772438405120, "unmapped": unmapped}), file=file)
    [(kind,)] = duckdb.execute("select distinct typeof(unmapped) from read_json('records.ndjson')").fetchall()
    print(f"{count} records with as many keys: {kind.split('(')[0]}")
    for key in ("session_enricher.status", "session_enricher.cut"):
        query = f"select distinct unmapped['{key}'] from read_json('records.ndjson')"
        try:
            print(f"  {key}: {duckdb.execute(query).fetchall()}")
        except duckdb.Error as error:
            print(f"  {key}: {type(error).__name__}")
PY

cat > expected <<'EXPECTED'
5 records with as many keys: STRUCT
  session_enricher.status: [('enriched',)]
  session_enricher.cut: BinderException
300 records with as many keys: MAP
  session_enricher.status: [('enriched',)]
  session_enricher.cut: [(None,)]
EXPECTED
venv/bin/python probe.py | tee seen
diff expected seen
