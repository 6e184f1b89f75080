import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogue } from './detections/catalogue.ts';
import { toCatalogueFixtures } from './detections/catalogue-fixtures.ts';
import { fires, type Json, toBranches, toGuards, without } from './detections/condition.ts';
import { firesTogether } from './detections/correlation.ts';
import { parseSigma, readSigmaField } from './detections/sigma.ts';

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

if (process.env['UPDATE_DOCS']) {
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
    if (sigma.correlation === undefined) {
      expect(firing.flat().map((record) => fires(sigma, record))).toEqual(firing.flat().map(() => true));
      expect(quiet.flat().map((record) => fires(sigma, record))).toEqual(quiet.flat().map(() => false));
    } else {
      expect(firing.map((records) => firesTogether(sigma, records))).toEqual(firing.map(() => true));
      // Delivered twice is still once.
      expect(quiet.map((records) => firesTogether(sigma, [...records, ...records]))).toEqual(
        quiet.map(() => false),
      );
    }
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

  it('has a row in the README', () => {
    expect(read('README.md')).toContain(`(${name}/sigma.yml)`);
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
