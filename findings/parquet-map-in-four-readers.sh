#!/usr/bin/env bash
# A map of texts, as OCSF's `unmapped` is in a lake, read from one Parquet file by four readers.
#
# Versions:  DuckDB 1.5.6 (writes the file, and reads it), pyarrow 26.0.1, hyparquet 1.33.0, @dsnp/parquetjs 1.8.8
# Behaviour: a dict in DuckDB, a list of pairs in pyarrow, an object in hyparquet, an object with a list `key_value` in
#            parquetjs. Both of the last give `time` as a bigint, which JSON.stringify refuses. An empty list is a list in
#            three of them and { list: null } in parquetjs.
# Guess:     one logical type in the file, one shape in each language: a dict, or an object; int64 a number while it fits.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts hyparquet@1.33.0 @dsnp/parquetjs@1.8.8
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check duckdb==1.5.6 pyarrow==26.0.1

cat > probe.py <<'PY'
import duckdb
import pyarrow.parquet

duckdb.execute("""
  copy (select 1772438405120::bigint as time, []::varchar[] as labels,
               map {'session_enricher.status': 'enriched'} as unmapped)
  to 'record.parquet' (format parquet)""")
rows = duckdb.execute("select time, labels, unmapped from 'record.parquet'").fetchall()
print("DuckDB:", *rows[0])
row = pyarrow.parquet.read_table("record.parquet").to_pylist()[0]
print("pyarrow:", row["time"], row["labels"], row["unmapped"])
PY

cat > probe.mjs <<'JS'
import parquetjs from '@dsnp/parquetjs';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

const show = (name, { time, labels, unmapped }) =>
  console.log(`${name}: ${typeof time} ${time} ${JSON.stringify(labels)} ${JSON.stringify(unmapped)}`);
show('hyparquet', (await parquetReadObjects({ file: await asyncBufferFromFile('record.parquet') }))[0]);
const reader = await parquetjs.ParquetReader.openFile('record.parquet');
show('parquetjs', await reader.getCursor().next());
await reader.close();
JS

cat > expected <<'EXPECTED'
DuckDB: 1772438405120 [] {'session_enricher.status': 'enriched'}
pyarrow: 1772438405120 [] [('session_enricher.status', 'enriched')]
hyparquet: bigint 1772438405120 [] {"session_enricher.status":"enriched"}
parquetjs: bigint 1772438405120 {"list":null} {"key_value":[{"key":"session_enricher.status","value":"enriched"}]}
EXPECTED
{ venv/bin/python probe.py; node probe.mjs; } | tee seen
diff expected seen
