#!/usr/bin/env bash
# A Sigma rule on a path inside an OCSF record, converted for Kusto.
#
# Versions:  pySigma 1.5.1, pySigma-backend-kusto 1.0.1, read by @kusto/language-service-next 12.4.1
# Behaviour: a field name with a dot comes out in single quotes, which in KQL make a string literal. The query compares two
#            constants: it never fires, or, with `contains` and a word of the path itself, on every row. Microsoft's parser
#            finds no fault with it. With two values under `contains|all` the quotes are doubled, and it is no query at all.
# Guess:     a path becomes a path, or is quoted as KQL quotes names: ['metadata.labels'].
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @kusto/language-service-next@12.4.1
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check pysigma==1.5.1 pysigma-backend-kusto==1.0.1

cat > convert.py <<'PY'
from sigma.backends.kusto import KustoBackend
from sigma.collection import SigmaCollection

RULE = """
title: Example
logsource: {{product: auth0}}
detection:
  selection:
    {}
  condition: selection
"""
for condition in (
    "class_uid: 3002",
    "metadata.labels: signal:asn_changed",
    "metadata.labels|contains: labels",
    "user.uid: null",
    "metadata.labels|contains|all: [signal, asn]",
):
    print(KustoBackend().convert(SigmaCollection.from_yaml(RULE.format(condition)))[0])
PY

cat > parse.cjs <<'JS'
require('@kusto/language-service-next/bridge.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.js');
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
const table = Symbols.TableSymbol.From('(class_uid: long, metadata: dynamic, user: dynamic)').WithName('T');
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('db', [table]));
for (const where of require('fs').readFileSync(0, 'utf8').trim().split('\n')) {
  const { Count } = KustoCode.ParseAndAnalyze(`T | where ${where}`, globals).GetDiagnostics();
  console.log(`${where} | ${Count === 0 ? 'parses' : 'does not parse'}`);
}
JS

cat > expected <<'EXPECTED'
class_uid == 3002 | parses
'metadata.labels' =~ "signal:asn_changed" | parses
'metadata.labels' contains "labels" | parses
isnull('user.uid') | parses
''metadata.labels'' contains "signal" and ''metadata.labels'' contains "asn" | does not parse
EXPECTED
venv/bin/python convert.py | node parse.cjs | tee seen
diff expected seen
