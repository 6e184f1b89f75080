import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createHttpsDestination,
  type HttpsDestinationOptions,
} from '../../../functions/destination/https-destination.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { visitUntrustedHost } from '../../support/untrusted-host.ts';
import { createTiming, recordOf, recordsOf } from './records.ts';

const canary = 'canary-5ecret';
const secretOf = (...values: string[]) => {
  const secret = {
    reloads: 0,
    read: async () => values[Math.min(secret.reloads, values.length - 1)] ?? '',
    reload: async () => {
      secret.reloads += 1;
      return secret.read();
    },
  };
  return secret;
};

const opened: Loopback[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});

type Answer = Parameters<typeof startLoopback>[0];

/** `answers` are used one after the other, the last one for all further requests. */
async function prepare(answers: Answer[], options: Partial<HttpsDestinationOptions> = {}) {
  let count = 0;
  const loopback = await startLoopback((request, response) => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    return answer?.(request, response);
  });
  opened.push(loopback);
  const timing = createTiming();
  const { sleep, random, now } = timing;
  const destination = createHttpsDestination({
    url: `${loopback.url}/in?key=1`,
    kind: 'ndjson',
    secret: secretOf(canary),
    sleep,
    random,
    now,
    ...options,
  });
  const uids = () =>
    loopback.requests.map(({ body, headers }) => {
      const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      return [...text.matchAll(/"uid":"(\w+)"/g)].map(([, uid]) => uid);
    });
  return { destination, timing, uids, requests: loopback.requests };
}

const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end(body);
const pourWithoutEnd: Answer = (_request, response) => {
  response.writeHead(200);
  const pour = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    response.once('drain', pour);
  };
  pour();
};
const acknowledge = status(200, {}, '{"text":"Success","code":0}');

describe('createHttpsDestination with kind ndjson', () => {
  it('posts compressed lines with the secret as bearer token', async () => {
    const { destination, requests } = await prepare([status(204)]);
    const records = recordsOf(3);

    await expect(destination.deliver(records)).resolves.toEqual([]);

    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/in?key=1',
      headers: {
        authorization: `Bearer ${canary}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
    });
    expect(gunzipSync(requests[0]?.body ?? '').toString()).toBe(
      records.map(({ line }) => `${line}\n`).join(''),
    );
  });

  it('can leave compression out and put the secret into another header', async () => {
    const { destination, requests } = await prepare([status(200)], { compress: false, header: 'X-Api-Key' });

    await destination.deliver(recordsOf(1));

    expect(requests[0]?.headers).toMatchObject({ 'x-api-key': canary });
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(String(requests[0]?.body)).toBe(`${recordOf('r0').line}\n`);
  });

  it('parts by records and by bytes', async () => {
    const { destination, uids } = await prepare([status(200)], { maxBatchRecords: 4, maxBatchBytes: 1_000 });

    await destination.deliver(recordsOf(5));
    await destination.deliver(recordsOf(3, 450));

    expect(uids().map((each) => each.length)).toEqual([4, 1, 2, 1]);
  });

  it.each([408, 429, 500, 502, 503, 504])('tries again after %i', async (code) => {
    const { destination, timing, requests } = await prepare([status(code), status(code), status(200)]);

    await expect(destination.deliver(recordsOf(2))).resolves.toEqual([]);

    expect(requests).toHaveLength(3);
    expect(timing.waits).toEqual([200, 400]);
  });

  it('waits as long as Retry-After says', async () => {
    const { destination, timing } = await prepare([status(429, { 'retry-after': '7' }), status(200)]);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);

    expect(timing.waits).toEqual([7_000]);
  });

  it('does not wait for a Retry-After that ends after the time limit', async () => {
    const { destination, timing, requests } = await prepare([status(503, { 'retry-after': '3600' })]);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([{ recordUid: 'r0', code: 'http_503' }]);

    expect(timing.waits).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('reports every record once the attempts are used up', async () => {
    const { destination, requests } = await prepare([status(500, {}, `oh no: ${canary}`)]);

    const failures = await destination.deliver(recordsOf(2));

    expect(failures).toEqual([
      { recordUid: 'r0', code: 'http_500' },
      { recordUid: 'r1', code: 'http_500' },
    ]);
    expect(requests).toHaveLength(4);
  });

  it.each([301, 302, 303, 307, 308])('never follows a redirect (%i)', async (code) => {
    const elsewhere = await startLoopback((_request, response) => void response.end());
    opened.push(elsewhere);
    const { destination, requests } = await prepare([status(code, { location: elsewhere.url })]);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'redirected' },
    ]);

    expect(requests).toHaveLength(1);
    expect(elsewhere.requests).toHaveLength(0);
  });

  it.each([401, 403])('reads the secret again after %i, once', async (code) => {
    const secret = secretOf('old', 'new');
    const { destination, requests } = await prepare([status(code), status(200)], { secret });
    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);

    const refused = await prepare([status(code)], { secret: secretOf('old', 'new') });

    await expect(refused.destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: `http_${code}` },
    ]);
    expect(refused.requests).toHaveLength(2);
  });

  it.each([404, 405, 410])('gives up at once after %i', async (code) => {
    const { destination, requests } = await prepare([status(code)]);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: `http_${code}` },
    ]);

    expect(requests).toHaveLength(1);
  });

  it.each([400, 413, 422])('finds the record that spoils its batch (%i)', async (code) => {
    const { destination, uids } = await prepare([
      ({ body }, response) => {
        const isSpoilt = gunzipSync(body).toString().includes('"r13"');
        response.writeHead(isSpoilt ? code : 200).end();
      },
    ]);

    await expect(destination.deliver(recordsOf(100))).resolves.toEqual([
      { recordUid: 'r13', code: `http_${code}` },
    ]);

    const taken = uids().filter((each) => !each.includes('r13'));
    expect(new Set(taken.flat()).size).toBe(99);
    expect(taken.flat()).toHaveLength(99);
  });

  it('finds the records that spoil a batch, though they are many', async () => {
    const { destination, uids } = await prepare([
      ({ body }, response) => {
        const isSpoilt = /"r\d*[05]0"/.test(gunzipSync(body).toString());
        response.writeHead(isSpoilt ? 400 : 200).end();
      },
    ]);

    const failures = await destination.deliver(recordsOf(500));

    expect(failures.map(({ recordUid }) => recordUid)).toEqual(
      Array.from({ length: 9 }, (_, index) => `r${(index + 1) * 50}`),
    );
    expect(
      new Set(
        uids()
          .filter((each) => !each.some((uid) => /[05]0$/.test(uid ?? '')))
          .flat(),
      ).size,
    ).toBe(491);
  });

  it('makes smaller requests from the first that was too large on', async () => {
    const { destination, uids, requests } = await prepare(
      [({ body }, response) => void response.writeHead(body.length > 60_000 ? 413 : 200).end()],
      { compress: false },
    );
    const records = recordsOf(400, 1_000);
    await expect(destination.deliver(records)).resolves.toEqual([]);
    const before = requests.length;

    await expect(destination.deliver(records)).resolves.toEqual([]);

    expect(requests.slice(before).every(({ body }) => body.length <= 60_000)).toBe(true);
    expect(uids().slice(before).flat()).toHaveLength(400);
  });

  it('does not try every record when all are refused', async () => {
    const { destination, requests } = await prepare([status(400)]);

    await expect(destination.deliver(recordsOf(500))).resolves.toHaveLength(500);

    expect(requests.length).toBeLessThanOrEqual(21);
  });

  it.each<[string, Answer]>([
    ['is reset before an answer', (_request, response) => void response.destroy()],
    ['never gets an answer', () => {}],
  ])('tries again when the request %s', async (_what, answer) => {
    const { destination, requests } = await prepare([answer, status(200)], { timeoutMs: 150 });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);

    expect(requests).toHaveLength(2);
  });

  it('reports a timeout', async () => {
    const { destination } = await prepare([() => {}], { timeoutMs: 100, maxAttempts: 2 });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([{ recordUid: 'r0', code: 'timeout' }]);
  });

  it('takes a status as the answer even when the body stalls or never ends', async () => {
    const { destination } = await prepare([
      (_request, response) => void response.writeHead(200).write('…'),
      pourWithoutEnd,
    ]);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);
    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);
  });

  it('reports what the time does not suffice for', async () => {
    const { destination, timing } = await prepare(
      [
        (_request, response) => {
          timing.pass(20_000);
          response.end();
        },
      ],
      { maxBatchRecords: 1 },
    );

    await expect(destination.deliver(recordsOf(2))).resolves.toEqual([
      { recordUid: 'r1', code: 'out_of_time' },
    ]);
  });

  it('reports a host that does not answer, by the code of the system', async () => {
    const gone = await startLoopback(() => {});
    await gone.close();
    const { destination } = await prepare([status(200)], { url: gone.url });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'ECONNREFUSED' },
    ]);
  });

  it('reports a secret that cannot be read, and sends nothing', async () => {
    const failing = () =>
      Promise.reject(Object.assign(new Error(canary), { name: 'SecretUnavailableError' }));
    const { destination, requests } = await prepare([status(200)], {
      secret: { read: failing, reload: failing },
    });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'SecretUnavailableError' },
    ]);

    expect(requests).toHaveLength(0);
  });

  it('shows no secret when no header can carry it', async () => {
    const { destination, requests } = await prepare([status(200)], { secret: secretOf(`${canary}\r\nx: 1`) });

    const failures = await destination.deliver(recordsOf(1));

    expect(failures).toEqual([{ recordUid: 'r0', code: 'ERR_INVALID_CHAR' }]);
    expect(requests).toHaveLength(0);
  });
});

describe('createHttpsDestination with kind hec', () => {
  it('posts events one after the other with the Splunk token', async () => {
    const metadata = { index: 'auth0', sourcetype: 'ocsf:json' };
    const { destination, requests } = await prepare([acknowledge], { kind: 'hec', metadata });
    const records = recordsOf(2);

    await expect(destination.deliver(records)).resolves.toEqual([]);

    expect(requests[0]?.headers.authorization).toBe(`Splunk ${canary}`);
    const events = gunzipSync(requests[0]?.body ?? '')
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(events).toEqual(
      records.map(({ line }) => ({
        time: 1_789_377_164.519,
        ...metadata,
        event: JSON.parse(line) as unknown,
      })),
    );
  });

  it('leaves out what it does not know', async () => {
    const { destination, requests } = await prepare([acknowledge], { kind: 'hec', compress: false });

    await destination.deliver([{ ...recordOf('a'), timeMs: Number.NaN }]);

    expect(JSON.parse(String(requests[0]?.body))).toEqual({
      event: JSON.parse(recordOf('a').line) as unknown,
    });
  });

  it.each<[string, Answer]>([
    [
      'accepts and then resets',
      (_request, response) => void response.writeHead(200).write('{"code"', () => response.destroy()),
    ],
    ['stalls in its answer', (_request, response) => void response.writeHead(200).write('{"code"')],
  ])('sends again when the collector %s', async (_what, answer) => {
    const { destination, requests } = await prepare([answer, acknowledge], { kind: 'hec', timeoutMs: 300 });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);

    expect(requests).toHaveLength(2);
  });

  it('reads no more of an endless answer than it needs', async () => {
    const { destination } = await prepare([pourWithoutEnd], { kind: 'hec', timeoutMs: 14_000 });

    // Read to its end, it would be `timeout`.
    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'not_acknowledged' },
    ]);
  });
});

describe('createHttpsDestination', () => {
  const secret = secretOf(canary);

  it.each<[string, Partial<HttpsDestinationOptions>, string]>([
    ['plain http', { url: 'http://splunk.example.com/' }, 'allowed are https'],
    ['a header that is none', { header: 'x y' }, 'is no header name'],
    ['a header of the request itself', { header: 'Content-Length' }, 'is set by the request itself'],
    ['a header for hec', { kind: 'hec', header: 'X-Key' }, 'not for kind hec'],
  ])('refuses %s at once', (_what, options, message) => {
    const create = () =>
      createHttpsDestination({ url: 'https://127.0.0.1', kind: 'ndjson', secret, ...options });

    expect(create).toThrow(message);
  });

  it.each([undefined, '0'])(
    'shows nothing to a host without a valid certificate, NODE_TLS_REJECT_UNAUTHORIZED=%p',
    async (flag) => {
      const script = new URL('post-to-untrusted.ts', import.meta.url);

      await expect(visitUntrustedHost(script, flag)).resolves.toEqual({
        printed: [{ recordUid: 'a', code: expect.stringMatching(/CERT/) }],
        requests: 0,
      });
    },
  );
});
