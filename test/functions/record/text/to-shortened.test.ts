import { describe, expect, it } from '@jest/globals';
import { createRecordMapper, type RecordOptions } from '../../../../functions/record/create-record-mapper.ts';
import type { SecurityRecord } from '../../../../functions/record/record.ts';
import { contractOf } from '../../../contracts/contract.ts';
import { findFaults } from '../../../contracts/validate-line.ts';
import { isThorough } from '../../../support/thorough.ts';
import { loadExampleInput } from '../example-login.ts';

const mostBytes = 950_000;
/** More than a record may have in at least one format, and as an event less than the 1,048,576 bytes that the queue takes. */
const huge: { readonly [what: string]: () => unknown } = {
  'a long text': () => '"'.repeat(500_000),
  'a long text of what JSON escapes': () => '\u0001'.repeat(170_000),
  'a list of numbers': () => Array.from({ length: 60_000 }, () => 1),
  'a list of objects': () => Array.from({ length: 25_000 }, () => ({ a: 'b' })),
  'an object of many keys': () =>
    Object.fromEntries(Array.from({ length: 25_000 }, (_, i) => [`k${i}`, 'v'])),
  'an object whose keys are long': () =>
    Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}${'k'.repeat(100_000)}`, 'v'])),
  'lists in lists': () =>
    Array.from({ length: 40 }, () =>
      Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => 'text')),
    ),
  'many long texts': () => Array.from({ length: 100 }, () => '€'.repeat(3_000)),
};
const formats: readonly RecordOptions[] = [
  { format: 'ocsf', ocsfVersion: '1.8.0' },
  { format: 'ocsf', ocsfVersion: '1.1.0', textData: true },
  { format: 'ecs', ocsfVersion: '1.8.0' },
  { format: 'raw', ocsfVersion: '1.8.0' },
];
const names = Object.keys(huge);

function toRecords(
  options: RecordOptions,
  value: unknown,
  where: 'event' | 'session' | 'root',
): SecurityRecord[] {
  const { event, outcome, signals } = loadExampleInput();
  const data = { ...event.data };
  if (where === 'event') Object.assign(data, { details: { ...(data['details'] as object), body: value } });
  if (where === 'root') Object.assign(data, typeof value === 'object' ? value : { user_agent: value });
  const session = where === 'session' ? { ...outcome.session, later_field: value } : outcome.session;
  return [
    ...createRecordMapper({ rawData: true, findingFrom: 'info', ...options })({
      event: { ...event, data },
      outcome: { ...outcome, ...(session && { session }) },
      signals,
    }),
  ];
}

describe('a record that no destination would take', () => {
  describe.each(formats)('is cut, in $format $ocsfVersion', (options) => {
    it.each(names)('when the event has %s', (name) => {
      const turn = names.indexOf(name) + formats.indexOf(options);
      const places = ['event', 'root', 'session'] as const;
      for (const where of places.filter((_, place) => isThorough || (place + turn) % 3 === 0)) {
        const records = toRecords(options, huge[name]!(), where);

        expect(records[0]?.uid).toBe(loadExampleInput().event.logId);
        for (const { line } of records) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(mostBytes);
      }
    });
  });

  it.each(formats)('is cut however much is too long in it, in $format $ocsfVersion', (options) => {
    const { event, outcome, signals } = loadExampleInput();
    const escaped = '\u0001'.repeat(200);
    const rest = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [
        `${index}${escaped}`,
        Array.from({ length: 5 }, () => escaped),
      ]),
    );
    const records = createRecordMapper({ findingFrom: 'info', ...options })({
      event: { ...event, data: { ...event.data, ...rest } },
      outcome: { ...outcome, session: { ...outcome.session, ...rest } },
      signals: {
        ...signals,
        evidence: Array.from({ length: 20 }, () => ({
          ...signals.evidence[0]!,
          before: escaped,
          after: escaped,
        })),
      },
    });

    expect(Math.max(...records.map(({ line }) => Buffer.byteLength(line)))).toBeLessThanOrEqual(mostBytes);
  });

  it('says so, with what it was, and keeps what is short', () => {
    const list = Array.from({ length: 25_000 }, () => ({ a: 'b'.repeat(30) }));
    const [record] = toRecords(formats[0]!, list, 'event');
    const { unmapped, user, session } = JSON.parse(record!.line) as { [name: string]: object };
    const [plain] = toRecords(formats[0]!, 'short', 'event');
    const before = JSON.parse(plain!.line) as { [name: string]: object };

    expect(unmapped).toHaveProperty(
      ['auth0.session_enricher_cut'],
      expect.stringMatching(/^from \d{7,} bytes$/),
    );
    expect(JSON.stringify(unmapped)).toContain('[cut: 24900 more]');
    expect({ user, session }).toEqual({ user: before['user'], session: before['session'] });
  });

  it.each<[what: string, value: () => unknown, kept: string]>([
    ['8,192 characters', () => ['€'.repeat(400_000)], `${'€'.repeat(8_192)} [cut from 400000 characters]`],
    [
      '1,024, where there are many such texts',
      () => Array.from({ length: 100 }, () => '€'.repeat(8_192)),
      `${'€'.repeat(1_024)} [cut from 8192 characters]`,
    ],
    [
      '64, where there are hundreds',
      () =>
        Object.fromEntries(
          Array.from({ length: 20 }, (_, i) => [i, Array.from({ length: 20 }, () => '€'.repeat(1_024))]),
        ),
      `${'€'.repeat(64)} [cut from 1024 characters]`,
    ],
  ])('keeps of a long text %s', (_what, value, kept) => {
    const [record] = toRecords({ ...formats[3]!, rawData: false }, value(), 'root');

    expect(record?.line).toContain(kept);
  });

  it('is left alone when it is not too large', () => {
    const [record] = toRecords({ ...formats[3]!, rawData: false }, 'x'.repeat(900_000), 'event');

    expect(record?.line).toContain('x'.repeat(900_000));
    expect(record?.line).not.toContain('session_enricher_cut');
  });

  it.each([
    ['session metadata, without rules', undefined, 'hidden'],
    ['the first letters of a masked name where a text was cut', { user_name: 'mask' as const }, 'alice'],
  ])('shows no %s', (_what, fields, secret) => {
    const { event, outcome, signals } = loadExampleInput();
    const text = `${'x'.repeat(8_192 - 5)}${String(event.data['user_name'])}${'x'.repeat(1_000_000)}`;
    const data = { ...event.data, details: { ...(event.data['details'] as object), body: text } };
    const session = { ...outcome.session, session_metadata: { secret: 'hidden' } };
    const toLines = createRecordMapper({ ...formats[3]!, ...(fields && { privacy: { fields } }) });

    const [record] = toLines({ event: { ...event, data }, outcome: { ...outcome, session }, signals });

    expect(record?.line).toContain('session_enricher_cut');
    expect(record?.line).not.toContain(secret);
  });

  it('breaks no character in two', () => {
    const [record] = toRecords(formats[3]!, `${'x'.repeat(8_191)}${'😀'.repeat(300_000)}`, 'event');

    expect(record?.line).toContain(`${'x'.repeat(10)} [cut from 608191 characters]`);
  });
});

describe('a record that was cut', () => {
  it.each(formats)('is a valid one, in $format $ocsfVersion', (options) => {
    const records = names.flatMap((name) => toRecords(options, huge[name]!(), 'event'));

    const faults = findFaults(
      records.map(({ line }) => line),
      contractOf(options.format, options.ocsfVersion),
    );

    expect(faults).toEqual([]);
  });
});
