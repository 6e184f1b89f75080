import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { evaluateFilter, filterLanguages } from './evaluate-filter.ts';
import { evaluateSigma } from './evaluate-sigma.ts';
import { detections, makeRecord } from './fixtures.ts';
import { hasPython, runPanther } from './run-panther.ts';

const folder = fileURLToPath(new URL('../../../docs/detections/', import.meta.url));

const filters = [
  ['splunk.spl', filterLanguages.spl, 'ocsf'],
  ['sentinel.kql', filterLanguages.kql, 'ocsf'],
  ['elastic.esql', filterLanguages.esql, 'ecs'],
] as const;

if (process.env['UPDATE_DOCS'] === '1') {
  for (const [name, { fires, silent }] of Object.entries(detections)) {
    for (const format of ['ocsf', 'ecs'] as const) {
      writeFileSync(`${folder}${name}/fires.${format}.json`, toText(makeRecord(fires, format)));
      writeFileSync(`${folder}${name}/silent.${format}.json`, toText(makeRecord(silent, format)));
    }
  }
}

function toText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

const read = (path: string) => readFileSync(folder + path, 'utf8');

describe('docs/detections', () => {
  it('has a fixture for every detection, and a detection for every fixture', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(detections).sort());
  });

  describe.each(Object.entries(detections))('%s', (name, { fires, silent }) => {
    it.each(['ocsf', 'ecs'] as const)(
      'has the %s records that our code makes (renew with UPDATE_DOCS=1)',
      (format) => {
        expect(read(`${name}/fires.${format}.json`)).toBe(toText(makeRecord(fires, format)));
        expect(read(`${name}/silent.${format}.json`)).toBe(toText(makeRecord(silent, format)));
      },
    );

    it.each(filters)('fires by %s on the one and not on the other', (file, language, format) => {
      const query = read(`${name}/${file}`);
      const firing = evaluateFilter(query, language, makeRecord(fires, format));
      const silence = evaluateFilter(query, language, makeRecord(silent, format));

      expect([firing.isMatch, silence.isMatch]).toEqual([true, false]);
      // A field that is not there would never fire, and a filter with `or` or `not` might not show it.
      const missing = [...firing.fields].filter(
        ([field, values]) => values.length === 0 && !field.startsWith('auth0.signals.values.'),
      );
      expect(missing).toEqual([]);
    });

    it('fires by sigma.yml on the one and not on the other', () => {
      const rule = read(`${name}/sigma.yml`);

      expect(evaluateSigma(rule, makeRecord(fires, 'ocsf'))).toBe(true);
      expect(evaluateSigma(rule, makeRecord(silent, 'ocsf'))).toBe(false);
    });
  });
});

const maybe = hasPython ? describe : describe.skip;

maybe(`docs/detections in Panther${hasPython ? '' : ' (skipped: no python3 here)'}`, () => {
  it.each(Object.entries(detections))(
    'fires by %s/panther.py on the one and not on the other',
    (name, change) => {
      const rule = `${folder}${name}/panther.py`;
      const firing = runPanther(rule, makeRecord(change.fires, 'ocsf'));

      expect(firing.rule).toBe(true);
      expect([firing.title, firing.dedup]).not.toContain('');
      expect(runPanther(rule, makeRecord(change.silent, 'ocsf')).rule).toBe(false);
    },
  );
});
