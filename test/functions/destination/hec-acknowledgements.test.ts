import { afterEach, describe, expect, it } from '@jest/globals';
import {
  awaitAcknowledgements,
  toAcknowledgementUrl,
} from '../../../functions/destination/hec-acknowledgements.ts';
import {
  createHttpsDestination,
  type HttpsDestinationOptions,
} from '../../../functions/destination/https-destination.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { startSplunkHec } from '../../support/splunk-hec.ts';
import { createTiming, recordsOf } from './records.ts';

const token = 'b5a79aad-d822-46cc-80d1-819f80d7bfb0';
const secret = { read: async () => token, reload: async () => token };
const opened: Loopback[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});

async function setUp(indexingMs: number, options: Partial<HttpsDestinationOptions> = {}) {
  const timing = createTiming();
  const { sleep, now } = timing;
  const collector = await startSplunkHec({ token, acknowledgement: { indexingMs }, now });
  opened.push(collector);
  const url = collector.eventUrl;
  const destination = createHttpsDestination({ url, kind: 'hec', secret, sleep, now, ...options });
  return { destination, collector, timing };
}

type Given = readonly [status: number, body: string] | 'none';

describe('awaitAcknowledgements', () => {
  it.each([0, 300, 5_000, 24_900])('waits %i ms for the indexer, and indexes once', async (indexingMs) => {
    const { destination, collector, timing } = await setUp(indexingMs);

    await expect(destination.deliver(recordsOf(3))).resolves.toEqual([]);

    expect(collector.copies()).toEqual({ r0: 1, r1: 1, r2: 1 });
    expect(timing.now()).toBeGreaterThanOrEqual(indexingMs);
    expect(timing.now()).toBeLessThanOrEqual(Math.max(250, indexingMs + 2_000));
  });

  it('asks once for all requests of a delivery', async () => {
    const { destination, collector } = await setUp(0, { maxBatchRecords: 2 });

    await expect(destination.deliver(recordsOf(10))).resolves.toEqual([]);

    expect(collector.counts()).toEqual({ events: 5, acknowledgements: 1 });
    const asked = collector.requests.at(-1);
    expect(asked?.path).toMatch(/^\/services\/collector\/ack\?channel=[0-9a-f-]{36}$/);
    expect(asked?.headers['x-splunk-request-channel']).toBe(
      collector.requests[0]?.headers['x-splunk-request-channel'],
    );
  });

  it.each([25_001, Number.POSITIVE_INFINITY])(
    'gives records back that are not indexed within the bound (%d ms)',
    async (indexingMs) => {
      const { destination, collector, timing } = await setUp(indexingMs);

      await expect(destination.deliver(recordsOf(2))).resolves.toEqual([
        { recordUid: 'r0', code: 'not_indexed' },
        { recordUid: 'r1', code: 'not_indexed' },
      ]);

      expect(timing.now()).toBeLessThanOrEqual(25_000);
      expect(collector.counts().acknowledgements).toBeLessThan(20);
    },
  );

  it('does not wait where it is told not to', async () => {
    const { destination, collector } = await setUp(Number.POSITIVE_INFINITY, { acknowledgementMs: 0 });

    await expect(destination.deliver(recordsOf(2))).resolves.toEqual([]);

    expect(collector.counts().acknowledgements).toBe(0);
  });

  const answers = async (...given: readonly Given[]) => {
    const { sleep, now } = createTiming();
    let count = 0;
    const codes = await awaitAcknowledgements([7], {
      timeLimitMs: 3_000,
      sleep,
      now,
      ask: async () => {
        const next = given[Math.min(count, given.length - 1)];
        count += 1;
        if (next === undefined || next === 'none') throw new Error('no answer');
        return { status: next[0], text: next[1] };
      },
    });
    return { codes: Object.fromEntries(codes), count };
  };
  const yes = [200, '{"acks":{"7":true}}'] as const;

  it.each<[what: string, given: Given]>([
    ['no answer', 'none'],
    ['a busy collector', [503, '{"text":"Server is busy","code":9}']],
    ['"not yet"', [200, '{"acks":{"7":false}}']],
    ['a page', [200, '<html>']],
  ])('asks again after %s', async (_what, given) => {
    await expect(answers(given, yes)).resolves.toEqual({ codes: {}, count: 2 });
  });

  it.each<[what: string, given: Given, code: string]>([
    ['a token that is refused', [403, '{"text":"Invalid token","code":4}'], 'ack_hec_4'],
    ['a channel that does not arrive', [400, '{"text":"Data channel is missing","code":10}'], 'ack_hec_10'],
    ['an address that is not there', [404, ''], 'ack_http_404'],
  ])('asks no more after %s', async (_what, given, code) => {
    await expect(answers(given)).resolves.toEqual({ codes: { 7: code }, count: 1 });
  });

  it('takes the first answer for all where acknowledgement is off', async () => {
    await expect(answers([400, '{"text":"ACK is disabled","code":14}'])).resolves.toEqual({
      codes: {},
      count: 1,
    });
  });

  it('asks with the cookies that lead to the same indexer', async () => {
    const collector = await startLoopback(({ path }, response) => {
      if (path.includes('/ack')) return void response.end('{"acks":{"0":true}}');
      response.setHeader('set-cookie', ['AWSALB=one; Path=/; Secure', 'b=2']);
      response.end('{"text":"Success","code":0,"ackId":0}');
    });
    opened.push(collector);
    const { sleep, now } = createTiming();
    const url = `${collector.url}/services/collector/event`;
    const destination = createHttpsDestination({ url, kind: 'hec', secret, sleep, now });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);

    expect(collector.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, 'AWSALB=one; b=2']);
  });
});

describe('toAcknowledgementUrl', () => {
  it.each([
    [
      'https://splunk.example/services/collector/event',
      'https://splunk.example/services/collector/ack?channel=c',
    ],
    [
      'https://splunk.example:8088/services/collector',
      'https://splunk.example:8088/services/collector/ack?channel=c',
    ],
    [
      'https://gateway.example/siem/services/collector/event/1.0?x=1',
      'https://gateway.example/siem/services/collector/ack?channel=c',
    ],
    ['https://collector.example/', 'https://collector.example/services/collector/ack?channel=c'],
  ])('finds it beside %s', (url, expected) => {
    expect(toAcknowledgementUrl(new URL(url), 'c').href).toBe(expected);
  });
});
