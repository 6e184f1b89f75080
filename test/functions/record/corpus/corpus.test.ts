import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createRecordMapper, type RecordOptions } from '../../../../functions/record/create-record-mapper.ts';
import { toCanonicalText } from './canonical-text.ts';
import { type CorpusItem, makeCorpus } from './corpus.ts';
import { isThorough } from '../../../support/thorough.ts';

/**
 * What records are, to the last value: a digest of all records of each item of the corpus, parsed. A change that means
 * to leave records as they are leaves these files as they are. One that means to change them renews them,
 *
 *     UPDATE_CORPUS=1 npm test -- test/functions/record/corpus
 *
 * and its commit says which items changed, and why each of them may: the diff names them.
 */
const digestsOf = {
  usual: new URL('usual-dates.digests.txt', import.meta.url),
  odd: new URL('odd-dates.digests.txt', import.meta.url),
};
const isUpdate = process.env['UPDATE_CORPUS'] !== undefined;

const plain = { format: 'ocsf', ocsfVersion: '1.8.0', findingFrom: 'info', productVersion: '1.2.3' } as const;
const privacy = {
  sessionMetadata: ['plan'],
  fields: {
    user_name: 'hash',
    ip: 'truncate_ip',
    user_agent: 'mask',
    'details.request': 'drop',
    'session.user_id': 'hash',
    'session.device.last_ip': 'mask',
  },
  hashKey: 'corpus',
} as const;

const formats: readonly RecordOptions[] = [
  plain,
  { ...plain, ocsfVersion: '1.3.0' },
  { ...plain, ocsfVersion: '1.1.0', rawData: true, privacy: { sessionMetadata: ['plan'] } },
  { ...plain, textData: true, rawData: true },
  { ...plain, ocsfVersion: '1.3.0', textData: true, privacy, findingFrom: 'medium' },
  { ...plain, format: 'ecs' },
  { ...plain, format: 'ecs', rawData: true, privacy },
  { ...plain, format: 'raw' },
];

/** Where not all are wanted: of each type one event, of one half a rich one and of the others one by its schema, and none that is cut. */
function isLeftOut(name: string): boolean {
  if (isThorough || isUpdate) return false;
  const [, kind, type = '', count] = /^(rich|log type) (.*) (\d)$/.exec(name) ?? [];
  if (kind === undefined) return name.startsWith('cut ');
  return count !== '1' || (kind === 'rich') !== (type.length % 2 === 0);
}
const corpus = makeCorpus().filter(({ name }) => !isLeftOut(name));

describe('records of the corpus', () => {
  it.each(['usual', 'odd'] as const)(
    'are what they were, of %s dates',
    (dates) => {
      const items = corpus.filter(({ isOddDate }) => isOddDate === (dates === 'odd'));
      const digests = toDigests(items);
      if (isUpdate) writeFileSync(digestsOf[dates], toText(digests));

      const known = readFileSync(digestsOf[dates], 'utf8')
        .split('\n')
        .filter((line) => !isLeftOut(line.slice(line.indexOf(' ') + 1)))
        .join('\n');

      expect(items.length).toBeGreaterThan(100);
      expect(findChanged(toText(digests), known)).toEqual([]);
    },
    300_000,
  );
});

/** By name. One mapper for all items of a format, so that what it remembers of one cannot pass to the next unnoticed. */
function toDigests(items: readonly CorpusItem[]): ReadonlyMap<string, string> {
  const mappers = formats.map((options) => createRecordMapper(options));
  return new Map(
    items.map(({ name, input }) => {
      const hash = createHash('sha256');
      for (const toRecords of mappers) {
        for (const { line, ...envelope } of toRecords(input)) {
          hash.update(toCanonicalText([envelope, JSON.parse(line)]));
        }
      }
      return [name, hash.digest('base64url').slice(0, 12)];
    }),
  );
}

function toText(digests: ReadonlyMap<string, string>): string {
  return [...digests].map(([name, digest]) => `${digest} ${name}\n`).join('');
}

/** Lines that one text has and the other has not. */
function findChanged(text: string, known: string): string[] {
  const before = new Set(known.split('\n'));
  const after = new Set(text.split('\n'));
  return [
    ...[...after].filter((line) => !before.has(line)).map((line) => `is: ${line}`),
    ...[...before].filter((line) => !after.has(line)).map((line) => `was: ${line}`),
  ];
}
