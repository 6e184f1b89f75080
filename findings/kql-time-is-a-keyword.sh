#!/usr/bin/env bash
# OCSF's `time` as a column of a Kusto or Sentinel table.
#
# Versions:  @kusto/language-service-next 12.4.1 (Microsoft's own parser, as its query editors use it), Node 20 or newer
# Behaviour: a schema text with a bare `time: long` is read without a complaint, but `time` and every column after it are
#            gone. Written as ['time'] the column is there; a bare `time` in a query is an error then. Where a query ends
#            with it, as in `project time`, the message is of an incomplete fragment and names neither column nor cure.
# Guess:     `time` is a name like any other, as `timestamp` is; or else the schema is refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @kusto/language-service-next@12.4.1

cat > probe.cjs <<'JS'
require('@kusto/language-service-next/bridge.js');
require('@kusto/language-service-next/Kusto.Language.Bridge.js');
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
const list = (items) => Array.from({ length: items.Count }, (_, i) => items.getItem(i));

function read(schema, query) {
  const table = Symbols.TableSymbol.From(schema).WithName('T');
  const database = new Symbols.DatabaseSymbol.ctor('db', [table]);
  const code = KustoCode.ParseAndAnalyze(query, GlobalState.Default.WithDatabase(database));
  const columns = list(table.Columns).map(({ Name }) => Name);
  const errors = list(code.GetDiagnostics()).map(({ Code }) => Code);
  console.log(`${schema} | ${query} | columns: ${columns.join(' ')} | errors: ${errors.join(' ') || 'none'}`);
}

read('(class_uid: long, timestamp: long, user: dynamic)', 'T | where timestamp > 0');
read('(class_uid: long, time: long, user: dynamic)', 'T | where class_uid == 3002');
read("(class_uid: long, ['time']: long, user: dynamic)", 'T | where time > 0');
read("(class_uid: long, ['time']: long, user: dynamic)", "T | where ['time'] > 0");
read("(class_uid: long, ['time']: long, user: dynamic)", 'T | project time');
JS

cat > expected <<'EXPECTED'
(class_uid: long, timestamp: long, user: dynamic) | T | where timestamp > 0 | columns: class_uid timestamp user | errors: none
(class_uid: long, time: long, user: dynamic) | T | where class_uid == 3002 | columns: class_uid | errors: none
(class_uid: long, ['time']: long, user: dynamic) | T | where time > 0 | columns: class_uid time user | errors: KS228
(class_uid: long, ['time']: long, user: dynamic) | T | where ['time'] > 0 | columns: class_uid time user | errors: none
(class_uid: long, ['time']: long, user: dynamic) | T | project time | columns: class_uid time user | errors: KS198
EXPECTED
node probe.cjs | tee seen
diff expected seen
