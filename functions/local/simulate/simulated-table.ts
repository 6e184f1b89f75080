import type { ItemAnswer, ItemStore } from '../../ledger/item-store.ts';
import type { LinePlan, LookUpLine } from '../../ledger/line.ts';
import { createMemoryItemStore } from '../../ledger/memory-item-store.ts';
import { createMemoryLine } from '../../ledger/memory-line.ts';
import { sleep } from '../../session/clock.ts';
import { toItemBytes } from './item-bytes.ts';
import type { ItemSizes } from './system-under-test.ts';
import type { Random } from './random.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulatedTable {
  /** The items as every worker sees them. */
  readonly items: ItemStore;
  /** One worker's way to the line. */
  connectLine(): LookUpLine;
  readonly counts: { itemCalls: number; lineCalls: number };
  readonly sizes: ItemSizes;
}

export interface SimulatedTableOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly plan: LinePlan;
  /** How many share the budget while the table is out of reach. */
  readonly workers: number;
  readonly isDown: () => boolean;
}

/** As `LedgerKeys.toItemKey` spells a session's. */
const sessionKey = /^\d+s\./;
/** A call takes milliseconds. */
const callMs = { least: 2, most: 9 };
/** The client gives up by then. */
const timeoutMs = 500;

/**
 * The tenant's table: one ledger and one line for all workers, with the time that its calls take.
 *
 * The line is the one of a single process, for in virtual time nothing comes between its steps; that updates of many
 * workers exclude each other in DynamoDB is shown by the tests of the line itself.
 */
export function createSimulatedTable(options: SimulatedTableOptions): SimulatedTable {
  const { clock, random, plan, workers, isDown } = options;
  const counts = { itemCalls: 0, lineCalls: 0 };
  const store = createMemoryItemStore({ maxItems: 500_000 });
  const line = createMemoryLine({ plan, now: clock.now });
  const sessions = new Map<string, number>();
  let largest = 0;

  function weigh<Answer extends ItemAnswer>(key: string, answer: Answer): Answer {
    // What is only read was never written.
    if (answer.status === 'failed' || answer.item.expiresAt === undefined) return answer;
    const bytes = toItemBytes(key, answer.item);
    if (sessionKey.test(key)) sessions.set(key, bytes);
    largest = Math.max(largest, bytes);
    return answer;
  }

  function pass(): Promise<void> {
    return sleep(clock, callMs.least + random() * (callMs.most - callMs.least));
  }

  /** A call whose answer is the item as it is then. */
  async function write<Answer extends ItemAnswer>(key: string, work: () => Promise<Answer>) {
    return weigh(key, await call(work));
  }

  async function call<Answer>(work: () => Promise<Answer>) {
    counts.itemCalls += 1;
    if (isDown()) {
      await sleep(clock, timeoutMs);
      return { status: 'failed', code: 'TimeoutError' } as const;
    }
    await pass();
    return work();
  }

  const items: ItemStore = {
    add: (...args) => write(args[0], () => store.add(...args)),
    read: (...args) => call(() => store.read(...args)),
    remove: (...args) => write(args[0], () => store.remove(...args)),
    keepAnswer: (...args) => write(args[0], () => store.keepAnswer(...args)),
    noteAsking: (...args) => write(args[0], () => store.noteAsking(...args)),
    claim: (...args) => write(args[0], () => store.claim(...args)),
    erase: (...args) => call(() => store.erase(...args)),
  };

  function connectLine(): LookUpLine {
    let share: LookUpLine | undefined;
    const sharePlan = {
      ...plan,
      ratePerSecond: plan.ratePerSecond / workers,
      burst: Math.max(1, Math.floor(plan.burst / workers)),
    };
    async function reach(): Promise<LookUpLine> {
      counts.lineCalls += 1;
      if (!isDown()) {
        share = undefined;
        await pass();
        return line;
      }
      // The breaker is open after the first call.
      if (share === undefined) await sleep(clock, timeoutMs);
      share ??= createMemoryLine({ plan: sharePlan, now: clock.now, from: 'share' });
      return share;
    }
    const of = (turn: { readonly from: 'line' | 'share' }) => (turn.from === 'share' && share) || line;
    return {
      reserve: async (wants) => (await reach()).reserve(wants),
      delayMs: (turn) => of(turn).delayMs(turn),
      isGood: (turn) => of(turn).isGood(turn),
      redeem: async (turn, deliveries) => {
        await reach();
        return of(turn).redeem(turn, deliveries);
      },
      // Told to the table only when it changes something, which is seldom.
      settle: (turn, answer) => of(turn).settle(turn, answer),
      close: async (reason, forMs) => (await reach()).close(reason, forMs),
    };
  }

  return {
    items,
    connectLine,
    counts,
    get sizes() {
      return { sessions, largest };
    },
  };
}
