import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createLogStreamSender, bodyFormats } from '../../functions/local/log-stream-sender.ts';
import { recordFormats } from '../../functions/record/record-format.ts';
import { contractOf } from '../contracts/contract.ts';
import { findCanaries } from './canaries.ts';
import { type ChaosSystem, sessionCount, startChaosSystem } from './chaos-system.ts';
import type { ChaosFault } from './faults/chaos-fault.ts';
import { judgeRecords, type RecordsVerdict } from './judge-records.ts';
import { createLedger, type Verdict } from './ledger.ts';
import type { Chance } from './random.ts';
import { createTraffic, type Sent } from './traffic.ts';

export interface RoundResult extends Verdict, RecordsVerdict {
  readonly faults: readonly string[];
  /** The longest that an event waited for its session after it entered the queue. */
  readonly maxWaitMs: number;
  /** The longest that this process could not run at all: it makes every wait longer, and is nobody's promise. */
  readonly maxLagMs: number;
  /** Requests with an Authorization header that reached a host that is not ours. */
  readonly leaks: number;
  /** Messages that were neither done nor set aside in time. */
  readonly stuck: number;
  /** Finished records among the dead letters without a code, or without the time of the first failure. */
  readonly unexplained: number;
  readonly failedMarks: number;
  /** Events that waited for their turn in the queue of look-ups. */
  readonly putOff: number;
  readonly ledgerItems: number;
  /** What nobody is to find in the ledger's table, found there. */
  readonly canaries: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface RoundOptions {
  readonly faults: readonly ChaosFault[];
  readonly events: number;
  readonly chance: Chance;
  /** @default by chance, and wherever a fault is DynamoDB's */
  readonly hasDeduplication?: boolean;
  /** @default by chance */
  readonly isBudgetShort?: boolean;
  /** As the system's. */
  readonly attemptMs?: number;
}

const drainLimitMs = 120_000;

/**
 * A system of its own, a third of the events before the faults, a third under them and a third after them; then it
 * waits until the queue is empty and looks at what is where.
 */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const { faults, events, chance } = options;
  const startedAtMs = Date.now();
  const lag = monitorEventLoopDelay();
  lag.enable();
  const hasEventBridge = chance.next() < 0.25 || faults.some(({ name }) => name.startsWith('eventbridge'));
  const hasDeduplication = chance.next() < 0.5 || faults.some(({ name }) => name.startsWith('dynamodb'));
  const isBudgetShort = chance.next() < 0.5 || faults.some(({ name }) => name.startsWith('look-ups'));
  const format = chance.pick(recordFormats);
  const system = await startChaosSystem({
    chance,
    format,
    hasEventBridge,
    hasDeduplication: options.hasDeduplication ?? hasDeduplication,
    isBudgetShort: options.isBudgetShort ?? isBudgetShort,
    ...(options.attemptMs !== undefined && { attemptMs: options.attemptMs }),
  });
  const traffic = createTraffic(chance, sessionCount);
  const ledger = createLedger();
  const acknowledge = (sent: readonly Sent[]) => ledger.acknowledge(sent);
  const extra: Promise<void>[] = [];
  const ends: Promise<void>[] = [];
  const atEnd: (() => void)[] = [];
  const context = {
    system,
    chance,
    traffic,
    acknowledge,
    send: (sent: readonly Sent[]) => void extra.push(send(sent)),
  };

  async function send(sent: readonly Sent[]): Promise<void> {
    const parallel = Array.from({ length: 3 }, (_, index) => sent.filter((_one, at) => at % 3 === index));
    await Promise.all(parallel.map((part) => post(system, part, chance, acknowledge)));
  }

  function begin(fault: ChaosFault): void {
    const end = fault.begin(context);
    const { lasts = 700 } = fault;
    if (lasts === 'until-drained') atEnd.push(end);
    else ends.push(wait(lasts).then(end));
  }

  try {
    const third = Math.ceil(events / 3);
    const toEvents = (count: number) => Array.from({ length: count }, traffic.toEvent);
    for (const fault of faults) if (fault.atStart === true) begin(fault);
    await send(toEvents(third));
    for (const fault of faults) if (fault.atStart !== true) begin(fault);
    await send(toEvents(third));
    await Promise.all(ends);
    await send(toEvents(Math.max(0, events - 2 * third)));
    await Promise.all(extra);
    const stuck = await drain(system);
    for (const end of atEnd) end();

    const verdict = ledger.judge(system.delivered(), await system.deadLetters());
    const figures = {
      faults: faults.map(({ name }) => name),
      maxWaitMs: system.longestWaitMs,
      maxLagMs: Math.round(lag.max / 1e6),
      leaks: system.strangers.leaks,
      stuck,
      unexplained: system.unexplained,
      failedMarks: system.failedMarks,
      putOff: system.putOff,
      ledgerItems: system.ledgerItems.length,
      canaries: findCanaries(system.ledgerItems),
      statuses: Object.fromEntries(system.statuses),
      seconds: (Date.now() - startedAtMs) / 1_000,
    };
    const records = await judgeRecords(system.delivered(), contractOf(format, '1.8.0'));
    return { ...verdict, ...records, ...figures };
  } finally {
    for (const end of atEnd) end();
    lag.disable();
    await system.close();
  }
}

/** As Auth0 does: again and again until it is accepted. What is sent is accepted when this resolves. */
async function post(
  system: ChaosSystem,
  sent: readonly Sent[],
  chance: Chance,
  acknowledge: (sent: readonly Sent[]) => void,
): Promise<void> {
  const perPost = 20 + chance.below(180);
  for (let start = 0; start < sent.length; start += perPost) {
    const chunk = sent.slice(start, start + perPost);
    const hasPoison = chunk.some(({ isEvent }) => !isEvent);
    const format = hasPoison ? 'JSONLINES' : chance.pick(bodyFormats);
    for (let round = system.sender.repeats ? 2 : 1; round > 0; round -= 1) {
      await sendUntilAccepted(system, chunk, format);
    }
    acknowledge(chunk);
  }
}

async function sendUntilAccepted(
  system: ChaosSystem,
  chunk: readonly Sent[],
  format: (typeof bodyFormats)[number],
): Promise<void> {
  // What the stream is configured with may change between two attempts.
  for (let pauseMs = 40; ; pauseMs = Math.min(1_000, pauseMs * 1.5)) {
    let isAccepted = false;
    const sender = createLogStreamSender({
      url: system.webhookUrl,
      authorization: system.authorization,
      format,
      batchSize: chunk.length,
      timeoutMs: system.sender.timeoutMs,
      sleep: async () => sender.stop(),
      onAttempt: ({ status }) => {
        isAccepted = status === 202;
      },
    });
    await sender.send(chunk.map(({ text }) => text)).catch(() => undefined);
    if (isAccepted) return;
    await wait(pauseMs);
  }
}

export async function drain(system: ChaosSystem): Promise<number> {
  const endMs = Date.now() + drainLimitMs;
  while (system.pending > 0 && Date.now() < endMs) await wait(25);
  return system.pending;
}
