import { describe, expect, it } from '@jest/globals';
import {
  type LogStreamSenderOptions,
  createLogStreamSender,
  toBody,
} from '../../../functions/local/log-stream-sender.ts';

const elements = [1, 2, 3].map((number) => ({ log_id: `L${number}`, data: { type: 's' } }));

function createStream(
  answers: readonly (number | 'refused')[],
  options: Partial<LogStreamSenderOptions> = {},
) {
  const requests: { readonly url: string; readonly headers: Headers; readonly body: string }[] = [];
  const pauses: number[] = [];
  const sender = createLogStreamSender({
    url: 'http://127.0.0.1/log-events',
    authorization: 'the literal value',
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push({ url: request.url, headers: request.headers, body: await request.text() });
      const answer = answers[requests.length - 1] ?? 202;
      if (answer === 'refused') throw new TypeError('fetch failed');
      return new Response(null, { status: answer });
    },
    sleep: async (ms) => {
      pauses.push(ms);
    },
    ...options,
  });
  return { sender, requests, pauses };
}

describe('createLogStreamSender', () => {
  it('posts batches with the literal Authorization header and the custom ones', async () => {
    const { sender, requests } = createStream([], { batchSize: 2, headers: { 'x-stream': 'one' } });

    await sender.send(elements);

    expect(requests.map(({ body }) => body.split('\n').length)).toEqual([2, 1]);
    expect(requests[0]?.headers.get('authorization')).toBe('the literal value');
    expect(requests[0]?.headers.get('x-stream')).toBe('one');
  });

  it('tries three times, waits, and starts again until the batch is accepted', async () => {
    const { sender, requests, pauses } = createStream([500, 'refused', 503, 401, 202], {
      retryPauseMs: 1,
      restartPauseMs: 50,
    });

    await sender.send(elements);

    expect(requests).toHaveLength(5);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(pauses).toEqual([1, 1, 50, 1]);
  });

  it('gives up when it is stopped', async () => {
    const { sender } = createStream([], {
      fetch: async () => new Response(null, { status: 503 }),
      sleep: async () => sender.stop(),
    });

    await expect(sender.send(elements)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('toBody', () => {
  it.each([
    ['JSONLINES' as const, '{"a":1}\n{"b": 2}'],
    ['JSONARRAY' as const, '[{"a":1},{"b": 2}]'],
    ['JSONOBJECT' as const, '{"logs":[{"a":1},{"b": 2}]}'],
  ])('writes %s, text as it stands', (format, body) => {
    expect(toBody([{ a: 1 }, '{"b": 2}'], format)).toBe(body);
  });
});
