import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from './detections/catalogue.ts';
import { toTableRow } from './detections/catalogue-table.ts';
import { toCatalogueFixtures } from './detections/catalogue-fixtures.ts';
import {
  type Detection,
  fires,
  type Json,
  readAll,
  toBranches,
  toGuards,
  without,
} from './detections/condition.ts';
import { firesTogether } from './detections/correlation.ts';
import { parseEsql } from './detections/esql.ts';
import { parseKql } from './detections/kql.ts';
import { parseSigma, readSigmaField } from './detections/sigma.ts';
import { parseMacros, parseSpl } from './detections/spl.ts';

const root = new URL('../../docs/detections/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readRecords = (path: string) =>
  read(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
const names = Object.keys(catalogue);
const toFiles = (name: string, format: 'ocsf' | 'ecs', prefix: 'fires' | 'quiet') =>
  readdirSync(new URL(`${name}/fixtures/`, root))
    .filter((file) => file.startsWith(prefix) && file.endsWith(`.${format}.ndjson`))
    .map((file) => `${name}/fixtures/${file}`);

const toRow = (name: string) =>
  toTableRow(name, parseSigma(read(`${name}/sigma.yml`)), (file) =>
    existsSync(new URL(`${name}/${file}`, root)),
  );

if (process.env['UPDATE_DOCS']) {
  const rows = names.map(toRow).join('\n');
  const table = /(<!-- converted -->\n(?:.*\n){2})[^]*?(<!-- end -->)/;
  const text = read('README.md').replace(
    table,
    (_all, head: string, end: string) => `${head}${rows}\n${end}`,
  );
  writeFileSync(new URL('README.md', root), text);
  for (const name of names) {
    rmSync(new URL(`${name}/fixtures/`, root), { recursive: true, force: true });
    mkdirSync(new URL(`${name}/fixtures/`, root), { recursive: true });
    for (const [path, text] of toCatalogueFixtures(name)) writeFileSync(new URL(path, root), text);
  }
}

describe.each(names)('docs/detections/%s', (name) => {
  const sigma = parseSigma(read(`${name}/sigma.yml`));
  const firing = toFiles(name, 'ocsf', 'fires').map(readRecords);
  const quiet = toFiles(name, 'ocsf', 'quiet').map(readRecords);

  it('has the fixtures that the code writes (UPDATE_DOCS=1 writes them)', () => {
    const wanted = toCatalogueFixtures(name);
    const found = readdirSync(new URL(`${name}/fixtures/`, root)).map((file) => `${name}/fixtures/${file}`);

    expect(found.sort()).toEqual(wanted.map(([path]) => path).sort());
    for (const [path, text] of wanted) {
      const lines = text.trimEnd().split('\n');
      expect([path, readRecords(path)]).toEqual([path, lines.map((line) => JSON.parse(line) as Json)]);
    }
    expect(firing.length).toBeGreaterThan(0);
    expect(quiet.length).toBeGreaterThan(0);
  });

  it('fires on what it is for, and on nothing else', () => {
    // Records of a rule that counts belong together and may come twice; any other stands for itself.
    const toCases = (files: readonly (readonly Json[])[]) =>
      sigma.correlation === undefined
        ? files.flat().map((record) => [record])
        : files.map((records) => [...records, ...records]);

    expect(toCases(firing).map((records) => firesTogether(sigma, records))).not.toContain(false);
    expect(toCases(quiet).map((records) => firesTogether(sigma, records))).not.toContain(true);
  });

  it('needs each of its conditions', () => {
    const guards = toGuards(sigma.condition);
    const isQuiet = (condition: typeof sigma.condition) =>
      !quiet.some((records) => firesTogether({ ...sigma, condition }, records));
    for (const guard of guards) {
      expect([guard, isQuiet(without(sigma.condition, guard))]).toEqual([guard, false]);
    }
    for (const branch of guards.flatMap(toBranches)) {
      const narrower = without(sigma.condition, branch);
      const missed = firing.flat().filter((record) => !fires({ ...sigma, condition: narrower }, record));
      expect([branch, missed.length > 0]).toEqual([branch, true]);
    }
  });

  it('reads fields that the records have, and says what Sigma asks for', () => {
    const [records = []] = firing;
    const missing = sigma.paths.filter(
      (path) => !records.some((record) => readSigmaField(record, path).length > 0),
    );

    expect(missing).toEqual([]);
    for (const rule of [sigma.rule, ...(sigma.correlation ? [sigma.correlation.rule] : [])]) {
      expect(rule).toMatchObject({
        id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
        title: expect.any(String),
        status: 'experimental',
        level: expect.stringMatching(/^(informational|low|medium|high)$/),
      });
    }
  });

  it('has its row in the README', () => {
    expect(read('README.md').split('\n')).toContain(toRow(name));
  });
});

const macros = parseMacros(read('splunk-macros.conf'));
const table = JSON.parse(read('sentinel-table.json')) as {
  readonly properties: { readonly schema: { readonly columns: readonly { readonly name: string }[] } };
};
const columns = new Set(table.properties.schema.columns.map(({ name }) => name));
const languages: readonly [file: string, format: 'ocsf' | 'ecs', parse: (text: string) => Detection][] = [
  ['splunk.spl', 'ocsf', (text) => parseSpl(text, macros)],
  ['sentinel.kql', 'ocsf', (text) => parseKql(text, columns)],
  ['elastic.esql', 'ecs', parseEsql],
];
const converted = names.flatMap((name) =>
  languages
    .filter(([file]) => existsSync(new URL(`${name}/${file}`, root)))
    .map((language) => [name, ...language] as const),
);
/** What ECS calls the fields by which rules count. */
const ecsNames: Readonly<Record<string, string>> = {
  'metadata.tenant_uid': 'auth0.event.tenant_name',
  'service.uid': 'service.id',
  'src_endpoint.ip': 'source.ip',
  'http_request.user_agent': 'user_agent.original',
  'user.uid': 'user.id',
};

describe.each(converted)('docs/detections/%s/%s', (name, file, format, parse) => {
  const query = parse(read(`${name}/${file}`));
  const { correlation } = parseSigma(read(`${name}/sigma.yml`));
  const firing = toFiles(name, format, 'fires').flatMap(readRecords);
  const quietFiles = toFiles(name, format, 'quiet').filter(
    (path) => correlation === undefined || path.includes('quiet-other-types'),
  );
  const quiet = quietFiles.flatMap(readRecords);

  it('passes each event that it is for, and no other', () => {
    expect(firing.length).toBeGreaterThan(0);
    expect(quiet.length).toBeGreaterThan(0);
    expect(firing.map((record) => fires(query, record))).toEqual(firing.map(() => true));
    expect(quiet.map((record) => fires(query, record))).toEqual(quiet.map(() => false));
  });

  it('reads fields of ours that the index template has', () => {
    const { template } = JSON.parse(read('../index-templates/elasticsearch-ecs.json')) as {
      readonly template: { readonly mappings: Json };
    };
    const unmapped = query.paths
      .filter((path) => path.startsWith('auth0.'))
      .filter((path) => {
        const keys = path.split('.').flatMap((key) => ['properties', key]);
        return readAll(template.mappings, [...keys, 'type']).length !== 1;
      });

    expect(unmapped).toEqual([]);
  });

  it('counts as the Sigma rule does', () => {
    const toName = (field: string) => (format === 'ecs' ? (ecsNames[field] ?? field) : field);
    const wanted = correlation && {
      groupBy: correlation.groupBy.map(toName),
      windowMs: correlation.windowMs,
      least: correlation.least,
      ...(correlation.field !== undefined && { field: toName(correlation.field) }),
    };

    expect(query.counting).toEqual(wanted);
  });
});

describe('all detections', () => {
  it('have an ID each', () => {
    const ids = readdirSync(root, { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .flatMap(({ name }) => read(`${name}/sigma.yml`).match(/^id: .*$/gm) ?? []);

    expect(ids.length).toBeGreaterThan(names.length);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
