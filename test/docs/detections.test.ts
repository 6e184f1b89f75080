import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type Detection,
  fires,
  type Json,
  readAll,
  toBranches,
  toGuards,
  toText,
  without,
} from './detections/condition.ts';
import { catalogue } from './detections/catalogue.ts';
import { parseEsql } from './detections/esql.ts';
import { parseKql } from './detections/kql.ts';
import { hasPython, runPanther, toWeakened } from './detections/panther.ts';
import { readRecordFields } from './detections/record-fields.ts';
import { scenarios, toFixture } from './detections/scenarios.ts';
import { parseSigma } from './detections/sigma.ts';
import { parseMacros, parseSpl } from './detections/spl.ts';
import { parseYaml, type YamlMap } from './detections/yaml.ts';

const root = new URL('../../docs/detections/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const names = Object.keys(scenarios);
const formats = ['ocsf', 'ecs'] as const;

const macros = parseMacros(read('splunk-macros.conf'));
const table = JSON.parse(read('sentinel-table.json')) as {
  readonly properties: {
    readonly schema: { readonly columns: readonly { readonly name: string; readonly type: string }[] };
  };
};
const columns = new Set(table.properties.schema.columns.map(({ name }) => name));

const schema = parseYaml(read('panther-schema.yml'));
const schemaFields = (schema['fields'] as readonly YamlMap[]).map((field) => field['name']);

const languages: readonly [file: string, format: 'ocsf' | 'ecs', parse: (text: string) => Detection][] = [
  ['splunk.spl', 'ocsf', (text) => parseSpl(text, macros)],
  ['elastic.esql', 'ecs', parseEsql],
  ['sentinel.kql', 'ocsf', (text) => parseKql(text, columns)],
  ['sigma.yml', 'ocsf', parseSigma],
];
const cases = names.flatMap((name) => languages.map((language) => [name, ...language] as const));

function once<T>(load: () => T): () => T {
  let loaded: { readonly value: T } | undefined;
  return () => (loaded ??= { value: load() }).value;
}

function loadFixtures(name: string, format: 'ocsf' | 'ecs', prefix: 'fires' | 'quiet'): readonly Json[] {
  return Object.keys(scenarios[name] ?? {})
    .filter((scenario) => scenario.startsWith(prefix))
    .map((scenario) => JSON.parse(read(`${name}/fixtures/${scenario}.${format}.json`)) as Json);
}

const wantedFixtures = (name: string) =>
  Object.entries(scenarios[name] ?? {}).flatMap(([scenario, given]) =>
    formats.map(
      (format) => [`${name}/fixtures/${scenario}.${format}.json`, toFixture(given, format)] as const,
    ),
  );

if (process.env['UPDATE_DOCS']) {
  for (const name of names) {
    rmSync(new URL(`${name}/fixtures/`, root), { recursive: true, force: true });
    mkdirSync(new URL(`${name}/fixtures/`, root), { recursive: true });
    for (const [path, text] of wantedFixtures(name)) writeFileSync(new URL(path, root), text);
  }
}

describe('the fixtures of the detections', () => {
  it.each(names)('of %s are what the code writes (UPDATE_DOCS=1 writes them)', (name) => {
    const wanted = wantedFixtures(name);
    const found = readdirSync(new URL(`${name}/fixtures/`, root)).map((file) => `${name}/fixtures/${file}`);

    expect(found.sort()).toEqual(wanted.map(([path]) => path).sort());
    // The order of keys is nobody's business but the mapper's.
    for (const [path, text] of wanted)
      expect([path, JSON.parse(read(path))]).toEqual([path, JSON.parse(text)]);
  });
});

describe.each(cases)('%s/%s', (name, file, format, parse) => {
  const detection = parse(read(`${name}/${file}`));
  const alarming = loadFixtures(name, format, 'fires');
  const quiet = loadFixtures(name, format, 'quiet');

  it('fires on each record that it is for, and on no other', () => {
    expect(alarming.map((record) => fires(detection, record))).toEqual(alarming.map(() => true));
    expect(quiet.map((record) => fires(detection, record))).toEqual(quiet.map(() => false));
  });

  it('needs each of its conditions', () => {
    for (const guard of toGuards(detection.condition)) {
      const weaker = without(detection.condition, guard);
      const wrong = quiet.filter((record) => fires({ condition: weaker, paths: [] }, record));
      expect([guard, wrong.length > 0]).toEqual([guard, true]);
    }
    for (const branch of toGuards(detection.condition).flatMap(toBranches)) {
      const narrower = without(detection.condition, branch);
      const missed = alarming.filter((record) => !fires({ ...detection, condition: narrower }, record));
      expect([branch, missed.length > 0]).toEqual([branch, true]);
    }
  });

  it('reads fields that the records have', () => {
    const missing = detection.paths.filter(
      (path) => !alarming.some((record) => readAll(record, path.split('.')).length > 0),
    );

    expect(detection.paths.length).toBeGreaterThan(4);
    expect(missing).toEqual([]);
  });
});

const withPython = hasPython ? describe : describe.skip;

withPython.each(names)('%s/panther.py (skipped where there is no python3)', (name) => {
  const source = read(`${name}/panther.py`);
  const alarming = loadFixtures(name, 'ocsf', 'fires');
  const quiet = loadFixtures(name, 'ocsf', 'quiet');
  const weakened = toWeakened(source);
  const load = once(() =>
    runPanther([source, ...weakened.map((one) => one.source)], [...alarming, ...quiet]),
  );
  const expected = [...alarming.map(() => true), ...quiet.map(() => false)];

  it('fires on each record that it is for, and on no other', () => {
    expect(load()[0]?.answers.map((one) => one.fires)).toEqual(expected);
  });

  it('needs each of its conditions', () => {
    expect(weakened.length).toBeGreaterThan(1);
    for (const [index, { what }] of weakened.entries()) {
      const answers = load()[index + 1]?.answers.map((one) => one.fires);
      expect(answers).toHaveLength(expected.length);
      expect([what, answers]).not.toEqual([what, expected]);
    }
  });

  it('says who, and reads fields that the records have', () => {
    const { answers = [], paths = [] } = load()[0] ?? {};
    const missing = paths.filter(
      (path) => !alarming.some((record) => readAll(record, path.split('.')).length > 0),
    );

    expect(missing).toEqual([]);
    expect(schemaFields).toEqual(expect.arrayContaining(paths.map((path) => path.split('.')[0])));
    for (const { fires: isAlert, alert } of answers.filter((one) => one.fires)) {
      expect(isAlert).toBe(true);
      expect(alert?.['title']).toContain('alice@example.com');
      expect(alert?.['dedup']).toBe('ExampleSess-0001_aBcDeFgHiJkLmNo');
    }
  });
});

describe('what comes with the detections', () => {
  const fields = readRecordFields();
  const { columns: tableColumns } = table.properties.schema;
  const sentinelTypes: Readonly<Record<string, readonly string[]>> = {
    integer: ['int', 'long'],
    string: ['string'],
    boolean: ['boolean'],
    object: ['dynamic'],
    array: ['dynamic'],
  };

  it('has a column in the table of Sentinel for every field of a record, of a type that takes it', () => {
    expect(fields.size).toBeGreaterThan(40);
    expect(tableColumns.map(({ name }) => name).sort()).toEqual(['TimeGenerated', ...fields.keys()].sort());
    for (const { name, type } of tableColumns.filter((column) => column.name !== 'TimeGenerated')) {
      expect([name, sentinelTypes[fields.get(name) ?? '']]).toEqual([name, expect.arrayContaining([type])]);
    }
    // Milliseconds of today are more than an int holds.
    expect(tableColumns).toContainEqual({ name: 'time', type: 'long' });
  });

  it('has every field of a record in the schema of Panther', () => {
    expect(new Set(schemaFields)).toEqual(new Set(fields.keys()));
  });

  it.each(names)('%s has the metadata that Sigma and Panther ask for', (name) => {
    const { rule } = parseSigma(read(`${name}/sigma.yml`));
    const metadata = parseYaml(read(`${name}/panther.yml`));

    expect(rule).toMatchObject({ id: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/) });
    expect(Object.keys(rule)).toEqual(
      expect.arrayContaining(['title', 'status', 'description', 'logsource', 'falsepositives', 'level']),
    );
    expect(metadata).toMatchObject({ AnalysisType: 'rule', Filename: 'panther.py', Enabled: true });
    expect(metadata['LogTypes']).toEqual([schema['schema']]);
    expect(toText(metadata['Severity']).toLowerCase()).toBe(rule['level']);
  });

  it.each(names)('the index template has every field of ours that %s reads', (name) => {
    const { template } = JSON.parse(read('../index-templates/elasticsearch-ecs.json')) as {
      readonly template: { readonly mappings: Json };
    };
    const ours = parseEsql(read(`${name}/elastic.esql`)).paths.filter((path) => path.startsWith('auth0.'));
    const unmapped = ours.filter((path) => {
      const keys = path.split('.').flatMap((key) => ['properties', key]);
      return readAll(template.mappings, [...keys, 'type']).length !== 1;
    });

    expect(ours.length).toBeGreaterThan(1);
    expect(unmapped).toEqual([]);
  });

  it('has a row for every detection in the README, with a link to every file', () => {
    const readme = read('README.md');

    expect(
      readdirSync(root, { withFileTypes: true })
        .filter((one) => one.isDirectory() && !Object.hasOwn(catalogue, one.name))
        .map((one) => one.name)
        .sort(),
    ).toEqual([...names].sort());
    for (const name of names) {
      for (const file of ['splunk.spl', 'elastic.esql', 'sentinel.kql', 'sigma.yml', 'panther.py']) {
        expect(readme).toContain(`(${name}/${file})`);
      }
    }
  });
});
