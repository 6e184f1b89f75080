import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createHttpsDestination,
  type HttpsDestinationOptions,
} from '../../../functions/destination/https-destination.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { type SplunkHecOptions, startSplunkHec } from '../../support/splunk-hec.ts';
import { createTiming, recordsOf } from './records.ts';

const token = 'b5a79aad-d822-46cc-80d1-819f80d7bfb0';
const opened: Loopback[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});

function secretOf(...values: string[]) {
  let reloads = 0;
  const read = async () => values[Math.min(reloads, values.length - 1)] ?? '';
  return {
    read,
    reload: async () => {
      reloads += 1;
      return read();
    },
  };
}

async function setUp(hec: Partial<SplunkHecOptions> = {}, options: Partial<HttpsDestinationOptions> = {}) {
  const timing = createTiming();
  const collector = await startSplunkHec({ token, now: timing.now, ...hec });
  opened.push(collector);
  const { sleep, random, now } = timing;
  const destination = createHttpsDestination({
    url: collector.eventUrl,
    kind: 'hec',
    secret: secretOf(token),
    sleep,
    random,
    now,
    ...options,
  });
  return { destination, collector, timing };
}

/** A collector that gives the same answer to every request. */
async function answering(status: number, body: string, options: Partial<HttpsDestinationOptions> = {}) {
  const loopback = await startLoopback((_request, response) => void response.writeHead(status).end(body));
  opened.push(loopback);
  const { sleep, random, now } = createTiming();
  const destination = createHttpsDestination({
    url: `${loopback.url}/services/collector/event`,
    kind: 'hec',
    secret: secretOf('old', 'new'),
    sleep,
    random,
    now,
    ...options,
  });
  return { destination, requests: loopback.requests };
}

const once = (records: readonly SecurityRecord[]) => Object.fromEntries(records.map(({ uid }) => [uid, 1]));
const spoil = (records: readonly SecurityRecord[], places: readonly number[], line: string) =>
  records.map((record, place) => (places.includes(place) ? { ...record, line } : record));

/** How a line spoils the event that it is in, and the code for it. */
const faults: [what: string, line: string, code: string][] = [
  ['broken JSON', '', 'hec_6'],
  ['null', 'null', 'hec_12'],
  ['blank text', '""', 'hec_13'],
];

describe('createHec', () => {
  it('sends one channel with every request, another one for each worker', async () => {
    const { destination, collector } = await setUp();
    const other = createHttpsDestination({ url: collector.eventUrl, kind: 'hec', secret: secretOf(token) });

    await destination.deliver(recordsOf(1));
    await destination.deliver(recordsOf(1));
    await other.deliver(recordsOf(1));

    const [first, second, third] = collector.requests.map(
      ({ headers }) => headers['x-splunk-request-channel'],
    );
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it.each<[code: number, status: number, requests: number, code: string]>([
    [1, 403, 2, 'hec_1'],
    [2, 401, 2, 'hec_2'],
    [3, 401, 2, 'hec_3'],
    [4, 403, 2, 'hec_4'],
    [5, 400, 1, 'hec_5'],
    [7, 400, 1, 'hec_7'],
    [8, 500, 4, 'hec_8'],
    [9, 503, 4, 'hec_9'],
    [10, 400, 1, 'hec_10'],
    [11, 400, 1, 'hec_11'],
    [14, 400, 1, 'hec_14'],
    [16, 400, 1, 'hec_16'],
    [18, 503, 4, 'hec_18'],
    [21, 400, 2, 'hec_21'],
    [23, 503, 4, 'hec_23'],
    [26, 429, 4, 'hec_26'],
    [99, 400, 1, 'hec_99'],
    [99, 200, 1, 'hec_99'],
    [9, 200, 4, 'hec_9'],
  ])('keeps a batch whole after code %i (%i)', async (hecCode, status, count, code) => {
    const { destination, requests } = await answering(status, JSON.stringify({ text: '…', code: hecCode }));

    const failures = await destination.deliver(recordsOf(100));

    expect(failures).toEqual(recordsOf(100).map(({ uid }) => ({ recordUid: uid, code })));
    expect(requests).toHaveLength(count);
  });

  it.each([6, 12, 13, 15])('divides a batch after code %i without a number', async (hecCode) => {
    const { destination, requests } = await answering(400, JSON.stringify({ text: '…', code: hecCode }));

    await expect(destination.deliver(recordsOf(4))).resolves.toHaveLength(4);

    expect(requests).toHaveLength(7);
  });

  it('reads 413 as too large whatever its code', async () => {
    const { destination, requests } = await answering(413, '{"text":"too large","code":27}');

    await expect(destination.deliver(recordsOf(2))).resolves.toHaveLength(2);

    expect(requests).toHaveLength(3);
  });

  it.each<[what: string, body: string]>([
    ['Splunk', '{"text":"Success","code":0}'],
    ['Splunk whose queue is filling up', '{"text":"Queue is approaching capacity","code":24}'],
    ['LogScale', '{"text":"Success","code":0,"eventCount":3}'],
    ['Vector', '{"text":"Success","code":0}'],
    ['OpenTelemetry', '{"text": "Success", "code": 0}'],
    ['OpenTelemetry until 2023', '"OK"'],
    ["Logstash's http input", 'ok'],
    ['one that ends its line', 'OK\n'],
    ['one without codes', '{"text":"Success"}'],
  ])('takes the answer of %s as taken', async (_what, body) => {
    const { destination, requests } = await answering(200, body);

    await expect(destination.deliver(recordsOf(3))).resolves.toEqual([]);

    expect(requests).toHaveLength(1);
  });

  it.each<[what: string, status: number, body: string]>([
    ['a page', 200, '<html>OK</html>'],
    ['nothing', 200, ''],
    ['no content', 204, ''],
    ['null', 200, 'null'],
    ['a code that is text', 200, '{"code":"0"}'],
    ['another text', 200, '{"text":"Accepted by the proxy"}'],
    ['a number', 200, '0'],
  ])('does not take %s (%i) as taken, and sends it once', async (_what, status, body) => {
    const { destination, requests } = await answering(status, body);

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'not_acknowledged' },
    ]);

    expect(requests).toHaveLength(1);
  });

  it.each(faults)('finds %s at each place of a batch, every other record indexed once', async (...fault) => {
    const [, line, code] = fault;
    for (let place = 0; place < 10; place += 1) {
      const { destination, collector } = await setUp();
      const records = spoil(recordsOf(10), [place], line);

      const failures = await destination.deliver(records);

      expect(failures).toEqual([{ recordUid: `r${place}`, code }]);
      expect(collector.copies()).toEqual(once(recordsOf(10).filter((_one, index) => index !== place)));
      expect(collector.counts().events).toBeLessThanOrEqual(2);
    }
  });

  it('indexes 499 of 500 records once where the last one is bad', async () => {
    const { destination, collector } = await setUp();

    const failures = await destination.deliver(spoil(recordsOf(500), [499], ''));

    expect(failures).toEqual([{ recordUid: 'r499', code: 'hec_6' }]);
    expect(collector.copies()).toEqual(once(recordsOf(499)));
    expect(collector.counts().events).toBe(1);
  });

  it('finds many bad records', async () => {
    const { destination, collector } = await setUp();
    const places = Array.from({ length: 50 }, (_one, index) => index * 10 + (index % 7));

    const failures = await destination.deliver(spoil(recordsOf(500), places, ''));

    expect(failures.map(({ recordUid }) => recordUid)).toEqual(places.map((place) => `r${place}`));
    expect(collector.copies()).toEqual(once(recordsOf(500).filter((_one, index) => !places.includes(index))));
  });

  it('does not try every record when all are bad', async () => {
    const { destination, collector } = await setUp();
    const all = recordsOf(500).map((record) => ({ ...record, line: '' }));

    await expect(destination.deliver(all)).resolves.toHaveLength(500);

    expect(collector.counts().events).toBeLessThanOrEqual(21);
  });

  it.each([0, 1, 5, 9])('continues where the collector became busy, at %i', async (busyAt) => {
    const { destination, collector, timing } = await setUp({ isBusy: (place) => place === busyAt });

    await expect(destination.deliver(recordsOf(10))).resolves.toEqual([]);

    expect(collector.copies()).toEqual(once(recordsOf(10)));
    expect(timing.waits).toHaveLength(1);
  });

  it('gives back only what a collector that stays busy did not take', async () => {
    const { destination, collector } = await setUp({ isBusy: (place) => place >= 6 });

    const failures = await destination.deliver(recordsOf(10));

    expect(failures.map(({ recordUid }) => recordUid)).toEqual(['r6', 'r7', 'r8', 'r9']);
    expect(failures[0]?.code).toBe('hec_9');
    expect(collector.copies()).toEqual(once(recordsOf(6)));
  });

  it('continues behind an index that the token may not write to, and gives the rest back', async () => {
    const { destination, collector } = await setUp({ indexes: ['other'] }, { metadata: { index: 'auth0' } });

    const failures = await destination.deliver(recordsOf(3));

    expect(failures.map(({ code }) => code)).toEqual(['hec_7', 'hec_7', 'hec_7']);
    expect(collector.counts().events).toBe(1);
  });

  it.each<[what: string, number: number]>([
    ['as many as there are', 10],
    ['more than there are', 500],
    ['fewer than none', -1],
    ['no whole one', 0.5],
  ])('divides where the number of the bad event is %s', async (_what, number) => {
    const body = JSON.stringify({ text: 'Invalid data format', code: 6, 'invalid-event-number': number });
    const { destination, requests } = await answering(400, body);

    await expect(destination.deliver(recordsOf(10))).resolves.toHaveLength(10);

    expect(requests.length).toBeGreaterThan(5);
  });

  it('sends again what may not have arrived: the one way to a copy', async () => {
    const { destination, collector } = await setUp({ losesAnswer: (request) => request === 0 });

    await expect(destination.deliver(recordsOf(3))).resolves.toEqual([]);

    expect(collector.copies()).toEqual({ r0: 2, r1: 2, r2: 2 });
  });

  it('reads the token again when it is refused', async () => {
    const { destination, collector } = await setUp({}, { secret: secretOf('old', token) });

    await expect(destination.deliver(recordsOf(2))).resolves.toEqual([]);

    expect(collector.copies()).toEqual(once(recordsOf(2)));
  });

  it.each<[what: string, hec: Partial<SplunkHecOptions>, path: string, secret: string, code: string]>([
    ['a token that is disabled', { isDisabled: true }, '', token, 'hec_1'],
    ['a token that nobody knows', {}, '', 'other', 'hec_4'],
    ['a token in the URL', {}, '?token=x', token, 'hec_16'],
  ])('tells of %s', async (_what, hec, path, secret, code) => {
    const collector = await startSplunkHec({ token, ...hec });
    opened.push(collector);
    const url = `${collector.eventUrl}${path}`;
    const destination = createHttpsDestination({ url, kind: 'hec', secret: secretOf(secret) });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([{ recordUid: 'r0', code }]);

    expect(collector.copies()).toEqual({});
  });

  it('gives a slow collector the time of the batch, and sends each record once', async () => {
    const slow = await startLoopback((_request, response) => {
      setTimeout(() => void response.end('{"text":"Success","code":0}'), 600);
    });
    opened.push(slow);
    const options = { url: slow.url, kind: 'hec', secret: secretOf(token) } as const;

    const patient = await createHttpsDestination({ ...options, timeoutMs: 5_000 }).deliver(recordsOf(1));
    expect(patient).toEqual([]);
    expect(slow.requests).toHaveLength(1);

    // Between: no second attempt, as it could not take as long as the first.
    const hasty = createHttpsDestination({ ...options, timeoutMs: 400, timeLimitMs: 700 });
    await expect(hasty.deliver(recordsOf(1))).resolves.toEqual([{ recordUid: 'r0', code: 'timeout' }]);
    expect(slow.requests).toHaveLength(2);
  });
});
