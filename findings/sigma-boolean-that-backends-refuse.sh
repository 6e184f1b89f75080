#!/usr/bin/env bash
# `is_mfa: false` in a Sigma rule.
#
# Versions:  pySigma 1.5.1 with the backends elasticsearch 2.1.1, kusto 1.0.1, opensearch 2.0.3, panther 0.3.1, secops 1.0.0,
#            splunk 2.1.0; @kusto/language-service-next 12.4.1
# Behaviour: of nine output languages three refuse a boolean (OpenSearch's PPL, Panther, SecOps), and Kusto writes `=~`, an
#            operator for strings, which Microsoft's parser refuses for a column of type bool. Five can say it.
# Guess:     a boolean is the simplest value there is; each backend writes it, as each writes a number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @kusto/language-service-next@12.4.1
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check pysigma==1.5.1 pysigma-backend-elasticsearch==2.1.1 \
  pysigma-backend-kusto==1.0.1 pysigma-backend-opensearch==2.0.3 pysigma-backend-panther==0.3.1 \
  pysigma-backend-secops==1.0.0 pysigma-backend-splunk==2.1.0

cat > convert.py <<'PY'
from sigma.backends.elasticsearch import EqlBackend, ESQLBackend, LuceneBackend
from sigma.backends.kusto import KustoBackend
from sigma.backends.opensearch import OpenSearchPPLBackend
from sigma.backends.panther import PantherBackend
from sigma.backends.secops import SecOpsBackend
from sigma.backends.splunk import SplunkBackend, SplunkSPL2Backend
from sigma.collection import SigmaCollection

RULE = """
title: Example
logsource: {{product: auth0}}
detection:
  selection:
    {}
  condition: selection
"""
for backend in (LuceneBackend, EqlBackend, ESQLBackend, SplunkBackend, SplunkSPL2Backend, KustoBackend,
                OpenSearchPPLBackend, PantherBackend, SecOpsBackend):
    answers = []
    for condition in ("status_id: 1", "is_mfa: false"):
        try:
            backend().convert(SigmaCollection.from_yaml(RULE.format(condition)))
            answers.append("converted")
        except Exception as error:
            answers.append(type(error).__name__)
    print(f"{backend.__name__}: number {answers[0]}, boolean {answers[1]}")
print("Kusto:", KustoBackend().convert(SigmaCollection.from_yaml(RULE.format("is_mfa: false")))[0])
PY

cat > parse.cjs <<'JS'
require('@kusto/language-service-next/bridge.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.js');
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
const table = Symbols.TableSymbol.From('(is_mfa: bool)').WithName('T');
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('db', [table]));
const where = require('fs').readFileSync('converted', 'utf8').match(/^Kusto: (.*)$/m)[1];
const found = KustoCode.ParseAndAnalyze(`T | where ${where}`, globals).GetDiagnostics();
console.log(`Microsoft's parser: ${found.Count === 0 ? 'no error' : found.getItem(0).Message}`);
JS

cat > expected <<'EXPECTED'
LuceneBackend: number converted, boolean converted
EqlBackend: number converted, boolean converted
ESQLBackend: number converted, boolean converted
SplunkBackend: number converted, boolean converted
SplunkSPL2Backend: number converted, boolean converted
KustoBackend: number converted, boolean converted
OpenSearchPPLBackend: number converted, boolean NotImplementedError
PantherBackend: number converted, boolean SigmaFeatureNotSupportedByBackendError
SecOpsBackend: number converted, boolean NotImplementedError
Kusto: is_mfa =~ false
Microsoft's parser: The operator '=~' is not defined for the operand types bool and bool.
EXPECTED
venv/bin/python convert.py > converted
{ cat converted; node parse.cjs; } | tee seen
diff expected seen
