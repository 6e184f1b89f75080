import type { FanOutFailure } from '../destination/deliver-to-all.ts';
import type { SecurityRecord } from '../record/record.ts';
import type { Clock } from '../session/clock.ts';
import type { Deliver, Delivery } from './hand-over.ts';

export interface OutboxOptions {
  readonly deliver: Deliver;
  readonly clock: Clock;
  /** Finished records wait at most so long for others. */
  readonly intervalMs: number;
  /** Told once a wave has been delivered: what it was made of, and what has to come again. The wave ends with it. */
  readonly onDelivered: (
    items: readonly number[],
    deliveredAtMs: number,
    failures: readonly FanOutFailure[],
  ) => Promise<void>;
}

export interface Outbox {
  /** `item`: the caller's number for what the records were made of. */
  add(item: number, records: readonly SecurityRecord[]): void;
  /** Delivers the rest; resolves with what became of all waves together. */
  finish(): Promise<Delivery>;
}

interface Wave {
  readonly items: number[];
  readonly records: SecurityRecord[];
}

function createWave(): Wave {
  return { items: [], records: [] };
}

/**
 * Delivers a batch in waves, as its records get finished: who has a session at once must not wait for whose session has
 * to wait for a turn. A wave leaves by a timer, whether or not another record follows; a batch that finishes in one go is one
 * delivery.
 */
export function createOutbox({ deliver, clock, intervalMs, onDelivered }: OutboxOptions): Outbox {
  let waiting = createWave();
  let cancelTimer: (() => void) | undefined;
  const deliveries: Promise<Delivery>[] = [];

  async function send(wave: Wave): Promise<Delivery> {
    const delivery = await deliver(wave.records);
    await onDelivered(wave.items, clock.now(), delivery.failures);
    return delivery;
  }

  function flush(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    if (waiting.items.length === 0) return;
    deliveries.push(send(waiting));
    waiting = createWave();
  }

  return {
    add(item, records) {
      waiting.items.push(item);
      waiting.records.push(...records);
      cancelTimer ??= clock.setTimer(flush, intervalMs);
    },
    async finish() {
      flush();
      const all = await Promise.all(deliveries);
      return {
        failures: all.flatMap(({ failures }) => failures),
        handedOver: all.flatMap(({ handedOver }) => handedOver),
        emitted: all.reduce((sum, { emitted }) => sum + emitted, 0),
      };
    },
  };
}
