import type { Destination } from '../../../../functions/destination/destination.ts';
import type { QueuedMessage } from '../../../../functions/enrich/pipeline.ts';
import { planReturns } from '../../../../functions/enrich/return-waits.ts';
import type { RedeliveryResult, RetryMessage } from '../../../../functions/enrich/redelivery.ts';
import type { SecurityRecord } from '../../../../functions/record/record.ts';
import type { Chance } from '../../../chaos/random.ts';
import { sessionIdOf } from '../../../chaos/traffic.ts';
import { createVirtualQueue, type VirtualMessage, type VirtualQueue } from './virtual-queue.ts';

/** One worker of the queue of log events, as far as the outage is concerned. */
export type EventWorker = (messages: readonly QueuedMessage[]) => Promise<{
  readonly failedMessageIds: readonly string[];
}>;

export interface OutageParts {
  readonly now: () => number;
  readonly destinations: readonly Destination[];
  /** Where the destination `down` has what it refuses; nothing where the state before is measured. */
  readonly retryQueue: VirtualQueue;
  readonly nowSecond: () => number;
}

export interface OutageOptions {
  readonly workers: number;
  /** Log events in each second of the outage. */
  readonly eventsPerSecond: number;
  /** Seconds in which events come in, of the hour that the destination is down. @default 3_600 */
  readonly arrivalSeconds?: number;
  readonly chance: Chance;
  readonly createWorker: (parts: OutageParts) => EventWorker;
  /** @default what waits is not offered again */
  readonly createRedelivery?: (
    destination: Destination,
    now: () => number,
    random: () => number,
  ) => (messages: readonly RetryMessage[]) => Promise<RedeliveryResult<RetryMessage>>;
}

export interface OutageOutcome {
  readonly events: number;
  /** Copies at the destination that was up, for each event. */
  readonly copies: number;
  /** Events that have no record at one of the two and are no dead letter. */
  readonly lost: number;
  /** Records at the destination that was down which say something else than the first one made of their event. */
  readonly changed: number;
  readonly duplicatesAtDown: number;
  /** What these records say of their sessions, each once. */
  readonly statusesAtDown: readonly string[];
  readonly deadLetters: number;
  /** The most that waited for the destination at once. */
  readonly mostWaiting: number;
  /** Seconds from the end of the outage until the destination had all. */
  readonly caughtUpSeconds: number;
}

const outageSeconds = 3_600;
const visibilitySeconds = 1_081;
const batchSize = 40;
/** A session of these events can be read for so long: later a look-up comes to `not_found`. */
export const sessionSeconds = 60;

/**
 * One of two destinations is down for an hour, events come in all the while, in virtual time: second by second, with
 * as many workers as there are, each with a memory of its own, batches dealt out by chance.
 */
export async function simulateOutage(options: OutageOptions): Promise<OutageOutcome> {
  const { workers, eventsPerSecond, arrivalSeconds = outageSeconds, chance } = options;
  let second = 0;
  const now = () => 1_000 * second;
  const events = createVirtualQueue({ visibilitySeconds, maxReceiveCount: 16 });
  const waiting = createVirtualQueue({ visibilitySeconds, maxReceiveCount: 300, delaySeconds: 15 });
  const [up, down] = [createKeeper('up', () => true), createKeeper('down', () => second >= outageSeconds)];
  const parts = {
    now,
    nowSecond: () => second,
    destinations: [up.destination, down.destination],
    retryQueue: waiting,
  };
  const pool = Array.from({ length: workers }, () => options.createWorker(parts));
  const redeliver = options.createRedelivery?.(down.destination, now, chance.next);
  let count = 0;
  let mostWaiting = 0;
  let caughtUpSeconds = 0;

  for (; second < arrivalSeconds || events.size + waiting.size > 0; second += 1) {
    for (let one = 0; second < arrivalSeconds && one < eventsPerSecond; one += 1) {
      count += 1;
      const date = new Date(now()).toISOString();
      const data = { log_id: `L${count}`, type: 's', date, details: { session_id: sessionIdOf(count) } };
      events.add(second, JSON.stringify({ log_id: data.log_id, data }));
    }
    for (const batch of toBatches(chance.shuffle(events.receive(second)), batchSize)) {
      const { failedMessageIds } = await chance.pick(pool)(batch);
      const returns = planReturns(batch, { failedMessageIds, rejected: [] }, chance.next);
      settle(events, second, batch, failedMessageIds, returns);
    }
    for (const batch of toBatches(waiting.receive(second), 100)) {
      if (redeliver === undefined) throw new Error('records wait, and nobody offers them');
      const { failedMessageIds, returns } = await redeliver(batch);
      settle(waiting, second, batch, failedMessageIds, returns);
    }
    mostWaiting = Math.max(mostWaiting, waiting.size);
    if (events.size + waiting.size > 0) caughtUpSeconds = Math.max(0, second - outageSeconds);
  }

  const dead = new Set(events.dead.map(({ body }) => (JSON.parse(body) as { log_id: string }).log_id));
  const uids = Array.from({ length: count }, (_none, index) => `L${index + 1}`);
  const isLost = (uid: string) => !dead.has(uid) && !(up.taken.has(uid) && down.taken.has(uid));
  return {
    events: count,
    copies: up.copies() / count,
    lost: uids.filter(isLost).length,
    // The destination that is up has the first one made of each event, and has it first of all.
    changed: uids.filter((uid) => down.taken.get(uid)?.some((line) => line !== up.taken.get(uid)?.[0]))
      .length,
    duplicatesAtDown: down.copies() - down.taken.size,
    statusesAtDown: [...new Set([...down.taken.values()].flat().map(toStatus))].toSorted(),
    deadLetters: events.dead.length + waiting.dead.length,
    mostWaiting,
    caughtUpSeconds,
  };
}

function settle(
  queue: VirtualQueue,
  second: number,
  batch: readonly VirtualMessage[],
  failedMessageIds: readonly string[],
  returns: readonly { readonly message: { readonly messageId: string }; readonly seconds: number }[],
): void {
  const seconds = new Map(returns.map((one) => [one.message.messageId, one.seconds]));
  queue.settle(second, batch, new Set(failedMessageIds), seconds);
}

/** A destination that keeps the lines of each record, as often as it gets them while it is there. */
function createKeeper(name: string, isThere: () => boolean) {
  const taken = new Map<string, string[]>();
  const destination: Destination = {
    name,
    async deliver(records: readonly SecurityRecord[]) {
      if (!isThere()) return records.map(({ uid }) => ({ recordUid: uid, code: 'http_503' }));
      for (const { uid, line: text } of records) {
        // Equal after decoding: what SQS refuses is escaped on its way.
        const line = JSON.stringify(JSON.parse(text));
        const lines = taken.get(uid);
        if (lines) lines.push(line);
        else taken.set(uid, [line]);
      }
      return [];
    },
  };
  return {
    destination,
    taken: taken as ReadonlyMap<string, readonly string[]>,
    copies: () => [...taken.values()].reduce((sum, lines) => sum + lines.length, 0),
  };
}

const toStatus = (line: string) => (JSON.parse(line) as { readonly status: string }).status;

function toBatches<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_none, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
