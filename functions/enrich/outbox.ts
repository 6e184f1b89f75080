import type { FanOutFailure } from '../destination/deliver-to-all.ts';
import type { SecurityRecord } from '../record/record.ts';

export interface OutboxOptions {
  readonly deliver: (records: readonly SecurityRecord[]) => Promise<readonly FanOutFailure[]>;
  readonly now: () => number;
  /** Finished records wait at most so long for others, as long as others keep finishing. */
  readonly intervalMs: number;
  /** Told once a wave has been delivered: what it was made of, and what was not accepted. The wave ends with it. */
  readonly onDelivered: (
    items: readonly number[],
    deliveredAtMs: number,
    failures: readonly FanOutFailure[],
  ) => Promise<void>;
}

export interface Outbox {
  /** `item`: the caller's number for what the records were made of. */
  add(item: number, records: readonly SecurityRecord[]): void;
  /** Delivers the rest; resolves with everything that was not accepted. */
  finish(): Promise<readonly FanOutFailure[]>;
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
 * to wait for the request budget. A batch that finishes in one go is one delivery.
 */
export function createOutbox({ deliver, now, intervalMs, onDelivered }: OutboxOptions): Outbox {
  let waiting = createWave();
  let lastMs = now();
  const deliveries: Promise<readonly FanOutFailure[]>[] = [];

  async function send(wave: Wave): Promise<readonly FanOutFailure[]> {
    const failures = await deliver(wave.records);
    await onDelivered(wave.items, now(), failures);
    return failures;
  }

  function flush(): void {
    lastMs = now();
    if (waiting.items.length === 0) return;
    deliveries.push(send(waiting));
    waiting = createWave();
  }

  return {
    add(item, records) {
      waiting.items.push(item);
      waiting.records.push(...records);
      if (now() - lastMs >= intervalMs) flush();
    },
    async finish() {
      flush();
      return (await Promise.all(deliveries)).flat();
    },
  };
}
