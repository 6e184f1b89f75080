import { describe, expect, it } from '@jest/globals';
import {
  createPipeline,
  type PipelineDependencies,
  type QueuedMessage,
} from '../../../functions/enrich/pipeline.ts';
import type { Claim, Deduplication } from '../../../functions/enrich/deduplication.ts';
import type { FanOutFailure } from '../../../functions/destination/deliver-to-all.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import { toDelivery } from './to-delivery.ts';
import type { SignalHistory } from '../../../functions/signals/history.ts';
import type { LookUpOptions, SessionOutcome } from '../../../functions/session/session-outcome.ts';

const enqueuedAtMs = Date.parse('2026-09-14T08:00:00.000Z');

function message(number: number, data: object = {}): QueuedMessage {
  const logId = `log-${number}`;
  const event = {
    type: 's',
    date: '2026-09-14T07:59:50.000Z',
    details: { session_id: `session-${number}` },
    ...data,
  };
  return {
    messageId: `message-${number}`,
    enqueuedAtMs,
    body: JSON.stringify({ log_id: logId, data: event }),
  };
}

type Overrides = Partial<Omit<PipelineDependencies, 'deliver'>> & {
  readonly deliver?: Parameters<typeof toDelivery>[0];
};

function createHarness({ deliver, ...overrides }: Overrides = {}) {
  const lookUps: { sessionId: string; occurredAtMs: number; options: LookUpOptions | undefined }[] = [];
  const delivered: SecurityRecord[] = [];
  const faults: unknown[] = [];
  const pipeline = createPipeline({
    lookUp: async (sessionId, occurredAtMs, options): Promise<SessionOutcome> => {
      lookUps.push({ sessionId, occurredAtMs, options });
      return { status: 'not_found', source: 'api', fetchedAtMs: enqueuedAtMs };
    },
    planLookUp: () => ({ mode: 'fetch', priority: 1 }),
    toSignals: () => ({ risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] }),
    toRecords: ({ event, outcome }) => [
      { uid: event.logId, line: outcome.status, timeMs: event.occurredAtMs },
    ],
    deliver: toDelivery(
      deliver ??
        (async (records): Promise<FanOutFailure[]> => {
          delivered.push(...records);
          return [];
        }),
    ),
    now: () => enqueuedAtMs + 1_500,
    reportFault: (error) => void faults.push(error),
    ...overrides,
  });
  return { pipeline, lookUps, delivered, faults };
}

const limits = { deadlineMs: enqueuedAtMs + 60_000 };

describe('createPipeline', () => {
  it('makes one record of every event and returns no message', async () => {
    const { pipeline, delivered } = createHarness();

    const result = await pipeline.process([message(1), message(2)], limits);

    expect(result.failedMessageIds).toEqual([]);
    expect(delivered.map(({ uid }) => uid)).toEqual(['log-1', 'log-2']);
    expect(result).toMatchObject({
      events: 2,
      records: 2,
      statuses: { not_found: 2 },
      delaysMs: [1_500, 1_500],
    });
  });

  it('returns exactly the message whose record one destination refused', async () => {
    const { pipeline } = createHarness({
      deliver: async () => [{ destination: 'firehose', recordUid: 'log-2', code: 'ServiceUnavailable' }],
    });

    const { failedMessageIds } = await pipeline.process([message(1), message(2), message(3)], limits);

    expect(failedMessageIds).toEqual(['message-2']);
  });

  it('returns the message of a finding that was refused, although its record was taken', async () => {
    const { pipeline } = createHarness({
      toRecords: ({ event }) => [
        { uid: event.logId, line: '{}', timeMs: 0 },
        { uid: `${event.logId}:finding`, line: '{}', timeMs: 0 },
      ],
      deliver: async () => [{ destination: 'firehose', recordUid: 'log-1:finding', code: 'throttled' }],
    });

    expect((await pipeline.process([message(1), message(2)], limits)).failedMessageIds).toEqual([
      'message-1',
    ]);
  });

  it('drops repeats of a log_id inside a batch and counts them', async () => {
    const { pipeline, delivered } = createHarness();

    const result = await pipeline.process([message(1), { ...message(1), messageId: 'again' }], limits);

    expect(delivered).toHaveLength(1);
    expect(result).toMatchObject({ failedMessageIds: [], events: 2, repeats: 1 });
  });

  it('leaves an unreadable message to the queue, which keeps it, and says why; its neighbours go out', async () => {
    const { pipeline, delivered } = createHarness();
    const poison = { messageId: 'poison', enqueuedAtMs, body: 'this is not JSON' };

    const result = await pipeline.process([message(1), poison, message(2)], limits);

    expect(result.failedMessageIds).toEqual(['poison']);
    expect(result.rejected).toEqual([{ messageId: 'poison', reason: 'not valid JSON' }]);
    expect(delivered).toHaveLength(2);
  });

  it('asks nothing for an event without a session ID, and nothing by policy', async () => {
    const { pipeline, lookUps, delivered } = createHarness({ planLookUp: () => 'never' });

    await pipeline.process([message(1, { details: {} }), message(2)], limits);

    expect(lookUps).toEqual([]);
    expect(delivered.map(({ line }) => line)).toEqual(['no_session_id', 'skipped']);
  });

  it('lets a look-up wait no longer than the event may, counted from the queue', async () => {
    const { pipeline, lookUps } = createHarness({ maxDelayMs: 20_000 });

    await pipeline.process([message(1)], limits);

    expect(lookUps[0]?.options?.deadlineMs).toBe(enqueuedAtMs + 20_000);
  });

  it('ends look-ups early enough to deliver before the invocation ends', async () => {
    const { pipeline, lookUps } = createHarness({ deliveryReserveMs: 5_000 });

    await pipeline.process([message(1)], limits);

    expect(lookUps[0]?.options?.deadlineMs).toBe(limits.deadlineMs - 5_000);
  });

  it('returns the one message that could not be made a record, and reports the defect', async () => {
    const defect = new Error('defect');
    const { pipeline, faults, delivered } = createHarness({
      toRecords: ({ event }) => {
        if (event.logId === 'log-1') throw defect;
        return [{ uid: event.logId, line: '{}', timeMs: 0 }];
      },
    });

    const { failedMessageIds } = await pipeline.process([message(1), message(2)], limits);

    expect(failedMessageIds).toEqual(['message-1']);
    expect(delivered.map(({ uid }) => uid)).toEqual(['log-2']);
    expect(faults).toEqual([defect]);
  });

  it('learns a batch before its signals ask what is known', async () => {
    const order: string[] = [];
    const history = { sessionId: 'session-1' } as SignalHistory;
    const { pipeline } = createHarness({
      history: {
        learn: async (events) => (order.push(`learn ${events.length}`), () => history),
        recall: async () => () => undefined,
        claim: async () => true,
      },
      toSignals: (input) => {
        order.push(input.history === history ? 'signals with history' : 'signals');
        return { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] };
      },
    });

    await pipeline.process([message(1), message(2)], limits);

    expect(order).toEqual(['learn 2', 'signals with history', 'signals with history']);
  });

  it('tells later events nothing of a trial', async () => {
    const learnt: string[] = [];
    const { pipeline } = createHarness({
      history: {
        learn: async (events) => (learnt.push(...events.map(({ logId }) => logId)), () => undefined),
        recall: async () => () => undefined,
        claim: async () => true,
      },
    });
    const event = (logId: string) => ({
      logId,
      type: 'slo',
      data: {},
      sessionId: 'session-1',
      occurredAtMs: enqueuedAtMs,
    });

    await pipeline.enrich([event('made up')], { ...limits, isTrial: true });
    await pipeline.enrich([event('real')], limits);

    expect(learnt).toEqual(['real']);
  });

  it('makes records all the same when the history is out of reach', async () => {
    const { pipeline, delivered, faults } = createHarness({
      history: {
        learn: () => Promise.reject(new Error('gone')),
        recall: async () => () => undefined,
        claim: async () => true,
      },
    });

    await pipeline.process([message(1)], limits);

    expect(delivered).toHaveLength(1);
    expect(faults).toEqual([new Error('gone')]);
  });

  it('shows records and signals the session as it was at the event', async () => {
    const shown: unknown[] = [];
    const session = {
      device: { initial_ip: '198.51.100.23', last_ip: '203.0.113.77' },
      last_interacted_at: '2026-09-14T08:00:00.000Z',
    };
    const { pipeline } = createHarness({
      lookUp: async () => ({ status: 'enriched', session, source: 'api', fetchedAtMs: enqueuedAtMs }),
      toSignals: ({ outcome, asRead }) => {
        shown.push(outcome.session?.device, asRead?.device);
        return { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] };
      },
      toRecords: ({ event, outcome }) => {
        shown.push(outcome.session?.device);
        return [{ uid: event.logId, line: '', timeMs: 0 }];
      },
    });

    await pipeline.process([message(1)], limits);

    const initial = { initial_ip: '198.51.100.23' };
    expect(shown).toEqual([initial, session.device, initial]);
  });

  it('says which event creates an incident, where findings are told', async () => {
    const created: unknown[] = [];
    const claims: unknown[][] = [];
    const { pipeline } = createHarness({
      findingFrom: 'medium',
      history: {
        learn: async () => () => undefined,
        recall: async () => () => undefined,
        claim: async (...claim) => (claims.push(claim), claim[2] === 'log-1'),
      },
      toSignals: () => ({
        risk_level: 'medium',
        raised: ['user_mismatch', 'ip_changed'],
        values: {},
        facts: {},
        evidence: [
          { signal: 'user_mismatch', severity_id: 3, attack: [] },
          { signal: 'ip_changed', severity_id: 1, attack: [] },
        ],
      }),
      toRecords: ({ event, created: one }) => {
        created.push([...(one ?? [])]);
        return [{ uid: event.logId, line: '', timeMs: 0 }];
      },
    });

    await pipeline.process([message(1), message(2)], limits);

    expect(claims).toEqual([
      ['session-1', 'user_mismatch', 'log-1'],
      ['session-2', 'user_mismatch', 'log-2'],
    ]);
    expect(created).toEqual([['user_mismatch'], []]);
  });

  it('shows every event of a batch with its delay once it is delivered', async () => {
    const order: string[] = [];
    const { pipeline } = createHarness({
      deliver: async () => (order.push('delivered'), []),
      onEmitted: (emitted) =>
        order.push(...emitted.map(({ event, delayMs }) => `${event.logId} after ${delayMs}`)),
    });

    await pipeline.process([message(1)], limits);

    expect(order).toEqual(['delivered', 'log-1 after 1500']);
  });

  it('delivers what is finished while other events of the batch still wait for their session', async () => {
    let nowMs = enqueuedAtMs;
    const answers: (() => void)[] = [];
    const waves: string[][] = [];
    const { pipeline } = createHarness({
      now: () => nowMs,
      lookUp: (sessionId) =>
        new Promise((resolve) => answers.push(() => resolve({ status: 'timeout', reason: sessionId }))),
      deliver: async (records) => {
        waves.push(records.map(({ uid }) => uid));
        return [];
      },
    });

    const processing = pipeline.process([message(1), message(2), message(3)], limits);
    nowMs += 1_200;
    answers[0]?.();
    await new Promise(setImmediate);
    expect(waves).toEqual([['log-1']]);
    nowMs += 5_000;
    answers[1]?.();
    answers[2]?.();
    const result = await processing;

    expect(waves.flat()).toEqual(['log-1', 'log-2', 'log-3']);
    expect(result.delaysMs).toEqual([1_200, 6_200, 6_200]);
  });

  it('delivers a batch that is finished at once in one go', async () => {
    const sizes: number[] = [];
    const { pipeline } = createHarness({
      deliver: async (records) => {
        sizes.push(records.length);
        return [];
      },
    });

    await pipeline.process(
      Array.from({ length: 50 }, (_, number) => message(number)),
      limits,
    );

    expect(sizes).toEqual([50]);
  });
});

describe('createPipeline with deduplication', () => {
  /** Answers as told, and writes down in which order things happened. */
  function createLedger(claims: Readonly<Record<string, Claim>> = {}) {
    const order: string[] = [];
    const deduplication: Deduplication = {
      begin({ deadlineMs }) {
        order.push(`until ${deadlineMs - limits.deadlineMs}`);
        return {
          async claim(logId) {
            order.push(`claim ${logId}`);
            return claims[logId] ?? 'ours';
          },
          async complete(logIds) {
            if (logIds.length > 0) order.push(`complete ${logIds.join(' ')}`);
          },
          async release(logIds) {
            if (logIds.length > 0) order.push(`release ${logIds.join(' ')}`);
          },
        };
      },
    };
    return { deduplication, order };
  }
  const refusing = (uid: string) => [{ destination: 'firehose', recordUid: uid, code: 'throttled' }];

  it('marks an event until the invocation ends, delivers it, and only then says that it is delivered', async () => {
    const { deduplication, order } = createLedger();
    const { pipeline } = createHarness({
      deduplication,
      deliver: async () => (order.push('delivered'), []),
    });

    await pipeline.process([message(1)], limits);

    expect(order).toEqual(['until 0', 'claim log-1', 'delivered', 'complete log-1']);
  });

  it('drops what was delivered before: no look-up, no record, no message that comes back', async () => {
    const { deduplication } = createLedger({ 'log-1': 'delivered' });
    const { pipeline, lookUps, delivered } = createHarness({ deduplication });

    const result = await pipeline.process([message(1), message(2)], limits);

    expect(delivered.map(({ uid }) => uid)).toEqual(['log-2']);
    expect(lookUps.map(({ sessionId }) => sessionId)).toEqual(['session-2']);
    expect(result).toMatchObject({
      failedMessageIds: [],
      events: 2,
      records: 1,
      duplicates: 1,
      delaysMs: [1_500],
    });
  });

  it('brings back what another invocation is at, and delivers it not', async () => {
    const { deduplication, order } = createLedger({ 'log-1': 'elsewhere' });
    const { pipeline, delivered } = createHarness({ deduplication });

    const result = await pipeline.process([message(1), message(2)], limits);

    expect(result).toMatchObject({
      failedMessageIds: ['message-1'],
      inProgressElsewhere: 1,
      duplicates: 0,
      rejected: [],
    });
    expect(delivered.map(({ uid }) => uid)).toEqual(['log-2']);
    expect(order).not.toContain('release log-1');
  });

  it('gives free what a destination refused, and what could not be made a record', async () => {
    const { deduplication, order } = createLedger();
    const { pipeline } = createHarness({
      deduplication,
      deliver: async () => refusing('log-2'),
      toRecords: ({ event: { logId } }) => {
        if (logId === 'log-3') throw new Error('defect');
        return [{ uid: logId, line: '{}', timeMs: 0 }];
      },
    });

    const { failedMessageIds } = await pipeline.process([message(1), message(2), message(3)], limits);

    expect(failedMessageIds).toEqual(['message-2', 'message-3']);
    expect(order).toEqual(expect.arrayContaining(['complete log-1', 'release log-2 log-3']));
  });

  it('gives an event free whose finding alone was refused', async () => {
    const { deduplication, order } = createLedger();
    const { pipeline } = createHarness({
      deduplication,
      deliver: async () => refusing('log-1:finding'),
      toRecords: ({ event }) => [
        { uid: event.logId, line: '{}', timeMs: 0 },
        { uid: `${event.logId}:finding`, line: '{}', timeMs: 0 },
      ],
    });

    await pipeline.process([message(1)], limits);

    expect(order).toContain('release log-1');
  });

  it('says of each wave that it is delivered, without waiting for the others', async () => {
    let nowMs = enqueuedAtMs;
    const { deduplication, order } = createLedger();
    const answers: (() => void)[] = [];
    const { pipeline } = createHarness({
      deduplication,
      now: () => nowMs,
      lookUp: () =>
        new Promise((resolve) => answers.push(() => resolve({ status: 'timeout', reason: 'late' }))),
    });

    const processing = pipeline.process([message(1), message(2)], limits);
    await new Promise(setImmediate);
    nowMs += 1_200;
    answers[0]?.();
    await new Promise(setImmediate);
    expect(order.at(-1)).toBe('complete log-1');
    answers[1]?.();
    await processing;

    expect(order.at(-1)).toBe('complete log-2');
  });

  it('waits for the marks before the batch ends', async () => {
    let isMarked = false;
    const deduplication: Deduplication = {
      begin: () => ({
        claim: async () => 'ours',
        async complete() {
          await new Promise(setImmediate);
          isMarked = true;
        },
        release: async () => undefined,
      }),
    };
    const { pipeline } = createHarness({ deduplication });

    await pipeline.process([message(1)], limits);

    expect(isMarked).toBe(true);
  });
});
