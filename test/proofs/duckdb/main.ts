import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper, type RecordOptions } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { toSecurityLakeTables } from '../../../functions/record/reference/security-lake-tables.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { makeRichInputs } from '../../functions/record/rich-inputs.ts';
import { type Database, openDuckDb, version } from './duckdb.ts';
import { questions } from './questions.ts';
import { toDuckDbType } from './to-duckdb-type.ts';

/*
 * What an analyst asks, asked of the same events as raw, ECS and OCSF records: the answers have to be the same. And the
 * records of the Security Lake path in Parquet, by the tables that are deployed: every record comes out as it went in.
 * Exits 0 also where DuckDB could not be installed, and says so.
 *
 *     npm run prove:duckdb
 */

const toSignals = createSignals();
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-duckdb-'));
const database = await openDuckDb(folder);
if ('why' in database) process.stdout.write(`${JSON.stringify({ skipped: database.why })}\n`);
else {
  await ask(database);
  await readParquet(database);
}
rmSync(folder, { recursive: true, force: true });

async function ask(database: Database): Promise<void> {
  const inputs = makeInputs();
  for (const format of ['raw', 'ecs', 'ocsf'] as const) {
    const file = writeRecords(`${format}.ndjson`, inputs, { format, ocsfVersion: '1.8.0' });
    await database.query(`CREATE TABLE ${format} AS SELECT json AS j FROM read_ndjson_objects('${file}')`);
  }
  for (const { question, ...sql } of questions) {
    const [raw, ecs, ocsf] = await Promise.all(
      [sql.raw, sql.ecs, sql.ocsf].map(async (one) =>
        (await database.query(one)).map((row) => JSON.stringify(row)).sort(),
      ),
    );
    const isSame =
      JSON.stringify(raw) === JSON.stringify(ecs) && JSON.stringify(raw) === JSON.stringify(ocsf);
    process.stdout.write(`${JSON.stringify({ question, rows: raw?.length, same: isSame })}\n`);
    if (isSame && raw !== undefined && raw.length > 0) continue;
    process.exitCode = 1;
    process.stderr.write(`${JSON.stringify({ raw, ecs, ocsf }).slice(0, 2_000)}\n`);
  }
}

async function readParquet(database: Database): Promise<void> {
  for (const [ocsfVersion, tables] of Object.entries(toSecurityLakeTables())) {
    const options = {
      format: 'ocsf',
      ocsfVersion: ocsfVersion as RecordOptions['ocsfVersion'],
      textData: true,
    } as const;
    const records = toRecords([...makeInputs(), ...makeRichInputs()], options);
    let rows = 0;
    let changed = 0;
    for (const [name, { classUid, columns }] of Object.entries(tables)) {
      const own = records.filter((record) => record.classUid === classUid);
      if (own.length === 0) continue;
      const source = path.join(folder, `${name}.ndjson`);
      const parquet = path.join(folder, `${name}.parquet`);
      writeFileSync(source, own.map(({ line }) => `${line}\n`).join(''));
      const types = Object.entries(columns).map(([column, type]) => `'${column}': '${toDuckDbType(type)}'`);
      await database.query(
        `COPY (SELECT * FROM read_json('${source}', format = 'newline_delimited', columns = {${types.join(', ')}})) TO '${parquet}' (FORMAT parquet, COMPRESSION gzip)`,
      );
      const stored = await database.query(
        `SELECT CAST(to_json(p) AS VARCHAR) FROM read_parquet('${parquet}') AS p`,
      );
      rows += stored.length;
      for (const [index, { line }] of own.entries()) {
        const before = toLeafList(JSON.parse(line));
        const after = toLeafList(JSON.parse(String(stored[index]?.[0])));
        if (JSON.stringify(before) !== JSON.stringify(after)) {
          changed += 1;
          if (changed <= 3) process.stderr.write(`${name}: ${findFirst(before, after)}\n`);
        }
      }
    }
    const figures = {
      engine: `DuckDB ${version}`,
      parquet: `OCSF ${ocsfVersion}`,
      records: records.length,
      rows,
      changed,
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    if (rows !== records.length || changed > 0) process.exitCode = 1;
  }
}

/** Paths and values, without what a table has as null. */
function toLeafList(value: unknown, at = ''): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [`${at}=${String(value as string | number | boolean)}`];
  return Object.entries(value)
    .flatMap(([key, child]) => toLeafList(child, `${at}.${key}`))
    .sort();
}

function findFirst(before: readonly string[], after: readonly string[]): string {
  const known = new Set(after);
  return before.find((leaf) => !known.has(leaf)) ?? after.find((leaf) => !before.includes(leaf)) ?? 'order';
}

function toRecords(inputs: readonly ModelInput[], options: RecordOptions) {
  const map = createRecordMapper({ productVersion: '1.2.3', ...options });
  return inputs.flatMap((input) => map(input));
}

function writeRecords(name: string, inputs: readonly ModelInput[], options: RecordOptions): string {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    toRecords(inputs, options)
      .map(({ line }) => `${line}\n`)
      .join(''),
  );
  return file;
}

/** The samples, each with the session that it names, and the events of the cases of records. */
function makeInputs(): ModelInput[] {
  const read = (name: string) => readFileSync(name, 'utf8').trim();
  const sessions = new Map(
    (JSON.parse(read('test/contracts/samples/sessions.json')) as { id: string }[]).map((one) => [
      one.id,
      one,
    ]),
  );
  const cases = 'test/functions/record/cases';
  const texts = [
    read('test/contracts/samples/log-events.ndjson'),
    ...readdirSync(cases)
      .filter((name) => /^\d/.test(name))
      .map((name) => read(`${cases}/${name}`)),
  ];
  const inputs = new Map<string, ModelInput>();
  for (const line of texts.join('\n').split('\n')) {
    const parsed = parseElement(line, { receivedAtMs: 1_772_450_104_873 });
    if (!parsed.ok) continue;
    const { event } = parsed;
    const session = sessions.get(event.sessionId ?? '');
    const outcome: ModelInput['outcome'] =
      session === undefined
        ? { status: event.sessionId === undefined ? 'no_session_id' : 'not_found' }
        : { status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004, session };
    inputs.set(event.logId, { event, outcome, signals: toSignals({ event, outcome }) });
  }
  return [...inputs.values()];
}
