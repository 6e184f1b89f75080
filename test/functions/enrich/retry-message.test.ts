import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readRetryMessage, toRetryMessage } from '../../../functions/enrich/retry-message.ts';
import { maxMessageBytes } from '../../../functions/queue/event-queue.ts';
import { isAllowedInMessage } from '../../../functions/queue/message-body.ts';

const firstFailedAtMs = Date.parse('2026-09-14T08:00:00.123Z');

async function roundTrip(line: string, uid = 'log-1', code = 'busy') {
  const record = { uid, line, timeMs: 1_767_225_600_000, classUid: 3002 };
  const message = await toRetryMessage({ record, code, firstFailedAtMs, isCounted: true });
  if (message === undefined) return undefined;
  const bytes = [message.body, ...Object.entries(message.attributes ?? {}).flat()].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
  expect(bytes).toBeLessThanOrEqual(maxMessageBytes);
  for (const text of [message.body, ...Object.values(message.attributes ?? {})]) {
    expect(text).not.toBe('');
    expect(isAllowedInMessage(text)).toBe(true);
  }
  return readRetryMessage(message.body, message.attributes ?? {});
}

describe('toRetryMessage', () => {
  it.each<[what: string, value: string]>([
    ['plain text', 'Casey signed in'],
    ['what SQS refuses', 'a￾b￿c\u007f'],
    ['control characters', '\u0000\u0001\u001f\b\n'],
    ['halves of pairs', '\ud83d and \ude00'],
    ['characters beyond the first plane', '😀 𝔘'],
    ['the largest record there is', 'é'.repeat(474_000)],
    ['the largest record, of what SQS refuses', '￾'.repeat(316_000)],
  ])('keeps a record with %s, so that it parses equal', async (_what, value) => {
    const line = JSON.stringify({ uid: 'log-1', value });

    const waiting = await roundTrip(line);

    expect(JSON.parse(waiting?.record.line ?? '')).toEqual(JSON.parse(line));
    expect(waiting).toMatchObject({
      record: { uid: 'log-1', timeMs: 1_767_225_600_000, classUid: 3002 },
      code: 'busy',
      firstFailedAtMs,
      isCounted: true,
    });
  });

  it('keeps a uid of any characters, and replaces a code that an attribute cannot hold', async () => {
    const waiting = await roundTrip('{}', 'log￾1"\u0000', 'wörd');

    expect(waiting).toMatchObject({ record: { uid: 'log￾1"\u0000' }, code: 'unknown' });
  });

  it('says so when no message holds the record', async () => {
    const noise = randomBytes(900_000).toString('base64');

    await expect(roundTrip(JSON.stringify({ noise }))).resolves.toBeUndefined();
  });
});

describe('readRetryMessage', () => {
  const attributes = {
    record: '{"uid":"log-1","time":1}',
    first_failed_at: '2026-09-14T08:00:00.000Z',
    code: 'busy',
    counted: 'false',
  };

  it.each<[what: string, body: string, attributes: { [name: string]: string | undefined }]>([
    ['without attributes', '{}', {}],
    ['whose identity is no JSON', '{}', { ...attributes, record: '{' }],
    ['without a uid', '{}', { ...attributes, record: '{"time":1}' }],
    ['without a time', '{}', { ...attributes, record: '{"uid":"a"}' }],
    ['without the moment of its first failure', '{}', { ...attributes, first_failed_at: undefined }],
    ['that cannot be unpacked', 'AAAA', { ...attributes, encoding: 'gzip+base64' }],
  ])('takes a message %s for none of ours', async (_what, body, given) => {
    await expect(readRetryMessage(body, given)).resolves.toBeUndefined();
  });

  it('reads one without a class, as ECS records have none', async () => {
    const waiting = await readRetryMessage('{}', attributes);

    expect(waiting?.record).toEqual({ uid: 'log-1', timeMs: 1, line: '{}' });
    expect(waiting?.isCounted).toBe(false);
  });
});
