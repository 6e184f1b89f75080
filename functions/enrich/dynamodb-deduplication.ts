import { IdempotencyItemAlreadyExistsError } from '@aws-lambda-powertools/idempotency';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createCircuitBreaker } from '../session/circuit-breaker.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import type { Claim, Deduplication } from './deduplication.ts';
import { toBoundedRequests } from '../aws/bounded-requests.ts';
import { DeliveryMarks } from './delivery-marks.ts';

export interface DynamoDbDeduplicationOptions {
  readonly tableName: string;
  readonly tenant: string;
  /** How long a delivered event is remembered. */
  readonly hours: number;
  readonly client?: DynamoDBClient;
  /** Calls on their way at once. @default 32 */
  readonly maxParallelCalls?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  /**
   * Told once for each call that failed, was not made or answered nothing. The code is the error's name, or why the call
   * told nothing: `item_not_shown` where a table keeps back the item that a condition failed on.
   */
  readonly onFailure: (code: string) => void;
}

/** A call takes milliseconds. One that takes a second is not worth an event's waiting for it. */
export function createDeduplicationClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: toBoundedRequests(1_000),
    ...config,
  });
}

/** What two attempts take at most, and some: with less time left, the answer to Lambda is worth more than a mark. */
const reserveMs = 3_000;
/**
 * A mark ends so much later than its invocation at most: at a moment, to parts of a millisecond, that no other batch
 * has. Two invocations that begin together have the same deadline, and must not take one's mark for the other's.
 */
const spreadMs = 1_000;

/**
 * The ledger in a DynamoDB table, kept by the persistence layer of the Powertools idempotency utility: one item for an
 * event, whose key is a hash, and nothing of the event besides. docs/decisions/0006 says why the layer alone.
 */
export function createDynamoDbDeduplication(options: DynamoDbDeduplicationOptions): Deduplication {
  const { tableName, tenant, hours, client = createDeduplicationClient(), onFailure } = options;
  const { maxParallelCalls = 32, clock = systemClock, random = Math.random } = options;
  const breaker = createCircuitBreaker({ clock, random, openMs: 2_000, longestOpenMs: 30_000 });
  const marks = new DeliveryMarks({ tableName, tenant, hours, client });
  const limit = createLimit(maxParallelCalls);

  /** False when nothing is known of what the call did. An item that is there already is an answer, not a failure. */
  async function ask(deadlineMs: number, call: () => Promise<void>): Promise<boolean> {
    return limit(async () => {
      if (deadlineMs - clock.now() < reserveMs) return fail('out_of_time');
      const passage = await breaker.enter();
      if (passage === undefined) return fail('not_asked');
      try {
        await call();
        passage.succeeded();
        return true;
      } catch (error) {
        if (error instanceof IdempotencyItemAlreadyExistsError) {
          passage.succeeded();
          throw error;
        }
        passage.failed();
        return fail(error instanceof Error ? error.name : 'unknown');
      }
    });
  }

  function fail(code: string): false {
    onFailure(code);
    return false;
  }

  return {
    begin({ deadlineMs }) {
      /** A mark that may be somebody else's is not ours to take back. */
      const marked = new Set<string>();
      const endsAtMs = deadlineMs + random() * spreadMs;

      return {
        async claim(logId): Promise<Claim> {
          try {
            if (await ask(deadlineMs, () => marks.mark(logId, endsAtMs))) marked.add(logId);
            return 'ours';
          } catch (error) {
            if (!(error instanceof IdempotencyItemAlreadyExistsError)) throw error;
            const claim = toClaim(error, endsAtMs);
            if (claim === undefined) fail('item_not_shown');
            if (claim === 'ours') marked.add(logId);
            return claim ?? 'ours';
          }
        },
        async complete(logIds) {
          await Promise.all(logIds.map((logId) => ask(deadlineMs, () => marks.markDelivered(logId))));
        },
        async release(logIds) {
          const held = logIds.filter((logId) => marked.has(logId));
          await Promise.all(held.map((logId) => ask(deadlineMs, () => marks.takeBack(logId, endsAtMs))));
        },
      };
    },
  };
}

/**
 * What the item says that stood in the way of the mark. A mark that ends when ours would is our own: the answer to an
 * earlier attempt of this very call got lost. Undefined for an item that says neither, or that is not shown at all: no
 * reason to hold an event up, but what was delivered then goes out again.
 */
function toClaim({ existingRecord }: IdempotencyItemAlreadyExistsError, ownEndMs: number): Claim | undefined {
  // The field, not its method, which throws at what it does not know.
  const status = (existingRecord as { readonly status?: unknown } | undefined)?.status;
  if (status === 'COMPLETED') return 'delivered';
  if (status !== 'INPROGRESS' || existingRecord?.inProgressExpiryTimestamp === undefined) return undefined;
  return existingRecord.inProgressExpiryTimestamp === ownEndMs ? 'ours' : 'elsewhere';
}

/** Lets so many run at once; the others wait for their turn, in order. */
function createLimit(max: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function limit<T>(run: () => Promise<T>): Promise<T> {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      // Who waits takes over the place, so that nobody comes in between.
      if (next) next();
      else running -= 1;
    }
  };
}
