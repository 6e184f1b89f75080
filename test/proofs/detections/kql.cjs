/* oxlint-disable typescript/no-unsafe-assignment -- plain JavaScript: the parser puts itself on globalThis, without types */
// Parses the KQL of docs/detections with Microsoft's own parser, against the columns of sentinel-table.json.
//   node kql.cjs DETECTIONS      with @kusto/language-service-next beside it; prints one JSON object
const { readdirSync, readFileSync, existsSync } = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

const installed = createRequire(path.join(process.cwd(), 'package.json'));
installed('@kusto/language-service-next/bridge.js');
installed('@kusto/language-service-next/Kusto.Language.Bridge.js');
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;

const detections = process.argv[2];
const { columns } = JSON.parse(readFileSync(path.join(detections, 'sentinel-table.json'), 'utf8')).properties
  .schema;
// `time` is a keyword.
const schema = columns.map(({ name, type }) => `['${name}']: ${type.toLowerCase()}`).join(', ');
const table = Symbols.TableSymbol.From(`(${schema})`).WithName('SessionEnricher_CL');
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('db', [table]));

const found = [];
const read = (text) => {
  const diagnostics = KustoCode.ParseAndAnalyze(text, globals).GetDiagnostics();
  return Array.from({ length: diagnostics.Count }, (_none, at) => diagnostics.getItem(at).Message);
};
let queries = 0;
for (const name of readdirSync(detections)) {
  const file = path.join(detections, name, 'sentinel.kql');
  if (!existsSync(file)) continue;
  queries += 1;
  found.push(...read(readFileSync(file, 'utf8')).map((message) => `${name}: ${message}`));
}
// The parser has to be able to refuse: a column that the table does not have.
const canRefuse = read('SessionEnricher_CL | where NoSuchColumn == 1').length > 0;
process.stdout.write(JSON.stringify({ queries, canRefuse, found }));
