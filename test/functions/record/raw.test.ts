import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import { loadExampleInput } from './example-login.ts';

describe('raw records', () => {
  it.each<[what: string, details: unknown, kept: JsonObject]>([
    ['an object', { a: 1 }, { a: 1 }],
    ['text', 'failed', { value: 'failed' }],
    ['a list', [1], { value: [1] }],
    ['null', null, {}],
    ['nothing', undefined, {}],
  ])('keep details that are %s beside ours', (_what, details, kept) => {
    const { event, signals } = loadExampleInput();
    const toRecords = createRecordMapper({ format: 'raw', ocsfVersion: '1.8.0', productVersion: '1.2.3' });

    const [record] = toRecords({
      event: { ...event, data: { type: 's', details } },
      outcome: { status: 'timeout' },
      signals,
    });

    expect(JSON.parse(record!.line)).toMatchObject({
      log_id: event.logId,
      data: { type: 's', details: { ...kept, session_enricher: { version: '1.2.3', status: 'timeout' } } },
    });
  });
});
