import { describe, expect, it } from '@jest/globals';
import { createFanOut } from '../../../../functions/destination/deliver-to-all.ts';
import { createDeliver } from '../../../../functions/enrich/hand-over.ts';
import { createPlainStage } from '../../../../functions/enrich/look-up/plain-stage.ts';
import { createMemoryLedger } from '../../../../functions/enrich/memory-ledger.ts';
import { createPipeline, type EnrichedEvent } from '../../../../functions/enrich/pipeline.ts';
import { createRedelivery } from '../../../../functions/enrich/redelivery.ts';
import { toRetryMessage } from '../../../../functions/enrich/retry-message.ts';
import type { RetryQueue } from '../../../../functions/enrich/retry-queue.ts';
import { systemClock } from '../../../../functions/session/clock.ts';
import type { SignalBlock } from '../../../../functions/signals/signal.ts';
import { createChance } from '../../../chaos/random.ts';
import { isThorough, someOrAll } from '../../../support/thorough.ts';
import { type EventWorker, type OutageParts, sessionSeconds, simulateOutage } from './outage.ts';

/** The real pipeline, with a look-up that finds a session only while it lasts: made again, a record says less. */
function createWorker({ now, nowSecond, destinations, retryQueue }: OutageParts): EventWorker {
  const waiting: RetryQueue = {
    async add(ones) {
      for (const one of ones) {
        const message = await toRetryMessage(one);
        if (message) retryQueue.add(nowSecond(), message.body, message.attributes);
      }
      return new Set();
    },
  };
  const pipeline = createPipeline({
    lookUps: createPlainStage({
      ...createMemoryLedger({ now }),
      lookUp: async (sessionId, occurredAtMs) =>
        now() - occurredAtMs < 1_000 * sessionSeconds
          ? { status: 'enriched', source: 'api', fetchedAtMs: now(), session: { id: sessionId } }
          : { status: 'not_found', source: 'api', fetchedAtMs: now() },
      modeOf: () => 'fetch',
    }),
    toSignals: () => ({}) as SignalBlock,
    toRecords: toRecord,
    deliver: createDeliver({
      fanOut: createFanOut(destinations),
      retryQueues: new Map([['down', waiting]]),
      now,
    }),
    clock: { ...systemClock, now },
    reportFault: (error) => {
      throw error;
    },
  });
  return (messages) => pipeline.process(messages, { deadlineMs: now() + 180_000 });
}

const toRecord = ({ event, outcome }: EnrichedEvent) => [
  {
    uid: event.logId,
    timeMs: event.occurredAtMs,
    line: JSON.stringify({ uid: event.logId, status: outcome.status, odd: '\u0000\uffff' }),
  },
];

const simulate = (workers: number, eventsPerSecond: number, arrivalSeconds?: number) =>
  simulateOutage({
    workers,
    eventsPerSecond,
    ...(arrivalSeconds !== undefined && { arrivalSeconds }),
    chance: createChance(13),
    createWorker,
    createRedelivery: (destination, now, random) => createRedelivery({ destination, now, random }),
  });

describe('one of two destinations down for an hour', () => {
  it.each(isThorough ? [2, 10, 50] : [10])(
    'costs the other no copy and no record its session, with %d workers',
    async (workers) => {
      const { caughtUpSeconds, mostWaiting, ...outcome } = await simulate(workers, 1);

      expect(outcome).toEqual({
        events: 3_600,
        copies: 1,
        lost: 0,
        changed: 0,
        duplicatesAtDown: 0,
        statusesAtDown: ['enriched'],
        deadLetters: 0,
      });
      expect(mostWaiting).toBe(3_600);
      // The longest wait between two attempts, and a quarter of it by chance.
      expect(caughtUpSeconds).toBeLessThanOrEqual(375);
    },
  );

  it('does so with thousands of records waiting for each worker', async () => {
    const events = someOrAll(3_000, 12_000);

    const outcome = await simulate(1, events / 60, 60);

    expect(outcome).toMatchObject({
      events,
      copies: 1,
      lost: 0,
      changed: 0,
      duplicatesAtDown: 0,
      statusesAtDown: ['enriched'],
    });
    expect(outcome.mostWaiting).toBe(events);
  });
});
