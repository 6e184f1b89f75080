import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lookUpLogType } from '../../../functions/log-event/catalogue.ts';
import { dropRepeats } from '../../../functions/log-event/drop-repeats.ts';
import { parseBody } from '../../../functions/log-event/parse-body.ts';
import { readLogTypeSchemas } from '../../contracts/schema-files.ts';

const samples = new URL('../../contracts/samples/log-events.ndjson', import.meta.url);
const options = { receivedAtMs: 1_800_000_000_000 };

describe('parseBody on the samples', () => {
  const text = readFileSync(samples, 'utf8');
  const lines = text.trimEnd().split('\n');
  const wrapped = (line: string): string =>
    `{"version":"0","id":"e","time":"2026-09-14T10:00:00Z","detail":${line}}`;

  it.each<[format: string, body: string]>([
    ['JSON lines', text],
    ['an array', `[${lines.join(',')}]`],
    ['logs', `{"logs":[\n${lines.join(',\n')}\n]}`],
    ['EventBridge envelopes', lines.map(wrapped).join('\n')],
  ])('reads every one of them from %s', (_format, body) => {
    const parsed = parseBody(body, options);
    const events = parsed.flatMap((one) => (one.ok ? [one.event] : []));
    const { kept, repeats } = dropRepeats(events);

    expect([parsed.length, events.length, kept.length, repeats]).toEqual([71, 71, 70, 1]);
    expect(new Set(events.map(({ type }) => type)).size).toBe(42);
    for (const { logId, data, occurredAtMs } of events) {
      expect(logId).toMatch(/^\d{56}$/);
      expect(new Date(occurredAtMs).toISOString()).toBe(data['date']);
    }
  });

  it('keeps the identity that is beyond 2^53', () => {
    const numbers = parseBody(text, options).map((one) => JSON.stringify(one.ok && one.event.data));

    expect(numbers.filter((one) => one.includes('"identity":"100000000000000000007"'))).toHaveLength(2);
  });

  it('finds the session of every sample that names one, and of no other', () => {
    const missing = parseBody(text, options).flatMap((one, index) =>
      one.ok && one.event.sessionId === undefined && /"session_id":"[^"]/.test(lines[index] ?? '')
        ? [one.position]
        : [],
    );

    expect(missing).toEqual([]);
    expect(parseBody(text, options)[34]).toMatchObject({ ok: true, event: { sessionId: undefined } });
  });

  it('knows every type that has a schema', () => {
    for (const code of Object.keys(readLogTypeSchemas())) {
      expect(lookUpLogType(code)?.code).toBe(code);
    }
  });
});
