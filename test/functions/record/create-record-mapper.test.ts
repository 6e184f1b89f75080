import { describe, expect, it } from '@jest/globals';
import { createRecordMapper, type RecordOptions } from '../../../functions/record/create-record-mapper.ts';
import { loadExample, loadExampleInput } from './example-login.ts';
import { makeSomeRichInputs } from './rich-inputs.ts';

describe('createRecordMapper', () => {
  it.each<[name: Parameters<typeof loadExample>[0], options: RecordOptions]>([
    ['raw', { format: 'raw', ocsfVersion: '1.8.0' }],
    ['ocsf-1.8.0', { format: 'ocsf', ocsfVersion: '1.8.0' }],
    ['ocsf-1.1.0', { format: 'ocsf', ocsfVersion: '1.1.0', textData: true }],
    ['ecs', { format: 'ecs', ocsfVersion: '1.8.0' }],
  ])('maps the example login to %s as specified', (name, options) => {
    const records = createRecordMapper(options)(loadExampleInput());

    expect(records.map(({ line }) => JSON.parse(line) as unknown)).toEqual([loadExample(name)]);
  });

  it('identifies the record by the event', () => {
    const { event, ...rest } = loadExampleInput();

    const [record] = createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0' })({ event, ...rest });

    expect(record).toMatchObject({ uid: event.logId, timeMs: event.occurredAtMs });
  });

  it.each(['ocsf', 'ecs', 'raw'] as const)('tells no lag of an event without a time, in %s', (format) => {
    const input = loadExampleInput();
    const event = { ...input.event, occurredAtMs: Number.NaN };

    const [record] = createRecordMapper({ format, ocsfVersion: '1.8.0' })({ ...input, event });

    expect(record?.line).not.toContain('lag_ms');
    expect(() => JSON.parse(record?.line ?? '') as unknown).not.toThrow();
  });

  it.each(['1.8.0', '1.3.0', '1.1.0'] as const)(
    'tells the class of each record as its line has it, in OCSF %s',
    (ocsfVersion) => {
      const toRecords = createRecordMapper({ format: 'ocsf', ocsfVersion, findingFrom: 'low' });
      const records = makeSomeRichInputs().flatMap((input) => toRecords(input));

      const told = records.map(({ classUid }) => classUid);

      expect(told).toEqual(records.map(({ line }) => (JSON.parse(line) as { class_uid: number }).class_uid));
      expect(new Set(told)).toContain(2004);
    },
  );

  it.each(['ecs', 'raw'] as const)('tells no class in %s', (format) => {
    const toRecords = createRecordMapper({ format, ocsfVersion: '1.8.0', findingFrom: 'low' });

    const records = toRecords(loadExampleInput());

    expect(records.filter(({ classUid }) => classUid !== undefined)).toEqual([]);
  });

  it.each(['ocsf', 'ecs'] as const)('takes no address from a session that is none, in %s', (format) => {
    const { signals } = loadExampleInput();
    const event = {
      logId: 'L1',
      type: undefined,
      data: {},
      sessionId: 'S1',
      occurredAtMs: 1_772_450_104_873,
    };
    const session = { id: 'S1', device: { last_ip: 'unknown' } };

    const records = createRecordMapper({ format, ocsfVersion: '1.8.0' })({
      event,
      outcome: { status: 'enriched', session, source: 'api', fetchedAtMs: 1_772_450_118_004 },
      signals: { ...signals, evidence: [], facts: {}, raised: [], values: {} },
    });

    expect(records[0]?.line).not.toMatch(/"(?:ip|address)":"unknown"|"ip":\["unknown"\]/);
  });

  it.each(['ocsf', 'ecs', 'raw'] as const)('gives the same bytes for the same input in %s', (format) => {
    const toLine = () =>
      createRecordMapper({ format, ocsfVersion: '1.3.0', findingFrom: 'low' })(loadExampleInput())
        .map(({ line }) => line)
        .join('\n');

    expect(toLine()).toBe(toLine());
  });
});
