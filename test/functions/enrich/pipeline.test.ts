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
import { createMemoryLedger } from '../../../functions/enrich/memory-ledger.ts';
import type { LookUpStage } from '../../../functions/enrich/look-up/look-up-stage.ts';
import type { Settled, WantingEvent } from '../../../functions/enrich/look-up/wanting-event.ts';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import type { SignalHistory } from '../../../functions/signals/history.ts';

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

type LookUp = (wanting: WantingEvent, endMs: number) => Promise<SessionOutcome | 'later'>;

type Overrides = Partial<Omit<PipelineDependencies, 'deliver' | 'lookUps'>> & {
  readonly deliver?: Parameters<typeof toDelivery>[0];
  readonly lookUp?: LookUp;
};

/** A stage that settles each event as it is told. */
function toStage(lookUp: LookUp): LookUpStage {
  return {
    told: createMemoryLedger({ now: () => enqueuedAtMs }),
    lookUp(events, { endMs, onTold }) {
      onTold?.(new Map());
      return events.map(async (wanting): Promise<Settled> => {
        const outcome = await lookUp(wanting, endMs);
        return outcome === 'later' ? { isLater: true } : { outcome, entry: undefined };
      });
    },
    finish: async () => undefined,
  };
}

function createHarness({ deliver, lookUp, ...overrides }: Overrides = {}) {
  const lookUps: { wanting: WantingEvent; endMs: number }[] = [];
  const clock = createVirtualClock(enqueuedAtMs + 1_500);
  const delivered: SecurityRecord[] = [];
  const faults: unknown[] = [];
  const pipeline = createPipeline({
    lookUps: toStage(async (wanting, endMs) => {
      lookUps.push({ wanting, endMs });
      if (lookUp !== undefined) return lookUp(wanting, endMs);
      return { status: 'not_found', source: 'api', fetchedAtMs: enqueuedAtMs };
    }),
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
    clock,
    reportFault: (error) => void faults.push(error),
    ...overrides,
  });
  return { pipeline, lookUps, delivered, faults, clock };
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

  it('hands the stage each event with its message, and whether it was sent from an archive', async () => {
    const { pipeline, lookUps } = createHarness();
    const one = { ...message(1), isBackfill: true };

    await pipeline.process([one], limits);

    expect(lookUps[0]?.wanting).toMatchObject({
      event: { logId: 'log-1' },
      message: { body: one.body, enqueuedAtMs },
      isBackfill: true,
    });
  });

  it('is done with a message whose event waits for its turn elsewhere', async () => {
    const { pipeline, delivered } = createHarness({
      lookUp: async ({ event }) => (event.logId === 'log-2' ? 'later' : { status: 'not_found' }),
    });

    const result = await pipeline.process([message(1), message(2)], limits);

    expect(delivered.map(({ uid }) => uid)).toEqual(['log-1']);
    expect(result).toMatchObject({
      failedMessageIds: [],
      events: 2,
      records: 1,
      later: 1,
      delaysMs: [1_500],
    });
  });

  it('ends look-ups early enough to deliver before the invocation ends', async () => {
    const { pipeline, lookUps } = createHarness({ deliveryReserveMs: 5_000 });

    await pipeline.process([message(1)], limits);

    expect(lookUps[0]?.endMs).toBe(limits.deadlineMs - 5_000);
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

  it('makes records all the same when the history is out of reach', async () => {
    const { pipeline, delivered, faults } = createHarness({
      history: {
        learn: () => Promise.reject(new Error('gone')),
        claim: async () => true,
      },
    });

    await pipeline.process([message(1)], limits);

    expect(delivered).toHaveLength(1);
    expect(faults).toEqual([new Error('gone')]);
  });

  it('says which event creates an incident, where findings are told', async () => {
    const created: unknown[] = [];
    const claims: unknown[][] = [];
    const { pipeline } = createHarness({
      findingFrom: 'medium',
      history: {
        learn: async () => () => undefined,
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

  it('delivers what is finished by a timer, while other events of the batch still wait for their session', async () => {
    const answers: (() => void)[] = [];
    const waves: string[][] = [];
    const { pipeline, clock } = createHarness({
      lookUp: () => new Promise((resolve) => answers.push(() => resolve({ status: 'timeout' }))),
      deliver: async (records) => {
        waves.push(records.map(({ uid }) => uid));
        return [];
      },
    });

    const processing = pipeline.process([message(1), message(2), message(3)], limits);
    await clock.run(enqueuedAtMs + 2_000);
    answers[0]?.();
    await clock.run(enqueuedAtMs + 2_500);
    expect(waves).toEqual([['log-1']]);
    await clock.run(enqueuedAtMs + 7_000);
    answers[1]?.();
    answers[2]?.();
    const result = await processing;

    expect(waves.flat()).toEqual(['log-1', 'log-2', 'log-3']);
    expect(result.delaysMs).toEqual([2_200, 7_000, 7_000]);
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
    expect(lookUps.map(({ wanting }) => wanting.event.sessionId)).toEqual(['session-2']);
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
    const { deduplication, order } = createLedger();
    const answers: (() => void)[] = [];
    const { pipeline, clock } = createHarness({
      deduplication,
      lookUp: () => new Promise((resolve) => answers.push(() => resolve({ status: 'timeout' }))),
    });

    const processing = pipeline.process([message(1), message(2)], limits);
    await clock.run(enqueuedAtMs + 2_000);
    answers[0]?.();
    await clock.run(enqueuedAtMs + 2_500);
    expect(order.at(-1)).toBe('complete log-1');
    answers[1]?.();
    await processing;

    expect(order.at(-1)).toBe('complete log-2');
  });

  it('gives an event free that waits for its turn elsewhere, for it comes back soon', async () => {
    const { deduplication, order } = createLedger();
    const { pipeline } = createHarness({ deduplication, lookUp: async () => 'later' });

    await pipeline.process([message(1)], limits);

    expect(order).toEqual(['until 0', 'claim log-1', 'release log-1']);
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
