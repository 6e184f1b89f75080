import { composeSessionLookUp } from '../../session/session-look-up.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import type { SimulationOptions } from './options.ts';
import { createQuestionLedger } from './question-ledger.ts';
import type { QuestionLedger } from './question-ledger.ts';
import { createRandom } from './random.ts';
import { createSimulatedAuth0 } from './simulated-auth0.ts';
import type { SimulatedAuth0 } from './simulated-auth0.ts';
import { createSimulatedQueue } from './simulated-queue.ts';
import { createTraffic } from './traffic.ts';
import type { QueuedEvent } from './traffic.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulationResult {
  readonly offered: number;
  readonly emitted: number;
  readonly byStatus: Readonly<Partial<Record<SessionStatus, number>>>;
  /** By priority: how many events there were, and how many got their session. */
  readonly byPriority: readonly { offered: number; enriched: number }[];
  readonly auth0: SimulatedAuth0['counts'];
  readonly questions: QuestionLedger['counts'];
  /** Sessions that were asked for. */
  readonly sessionsAsked: number;
  /** Seconds of workers that began or ended with somebody waiting for the budget, and the requests sent in them. */
  readonly short: { seconds: number; requests: number };
  /** From the queue to the end of the batch, sorted. */
  readonly delaysMs: Float64Array;
  readonly backlogPeak: number;
  /** When the last event was emitted. */
  readonly drainedAtMs: number;
  /** What Lambda would bill, all workers together. */
  readonly workedMs: number;
}

/** What an invocation takes beside its look-ups: reaching the worker, and delivering the records. */
const invocationMs = 80;
/** At 10,000 events a second. */
const eventMs = 0.1;
/** The stack's timeout: longer than an event may wait, and no longer than Lambda may run. */
const toTimeoutMs = (maxDelayMs: number): number => Math.min(900_000, maxDelayMs + 60_000);
/** What the pipeline keeps free for delivery. */
const deliveryReserveMs = 5_000;

/** Runs the whole of it in virtual time; the same options give the same result. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const clock = createVirtualClock();
  const { events, endsAtMs } = createTraffic(options);
  const auth0 = createSimulatedAuth0(options, endsAtMs, clock);
  const queue = createSimulatedQueue(events, options.queue);
  const asked = new Set<number>();
  const byStatus: Partial<Record<SessionStatus, number>> = {};
  const byPriority = [0, 1, 2].map(() => ({ offered: 0, enriched: 0 }));
  const delaysMs = new Float64Array(events.length);
  const questions = { distinct: 0, repeated: 0, needless: 0 };
  const short = { seconds: 0, requests: 0 };
  let emitted = 0;
  let backlogPeak = 0;
  let drainedAtMs = 0;
  let workedMs = 0;
  const isOver = () => emitted === events.length;

  async function work(batch: readonly QueuedEvent[], worker: Worker): Promise<void> {
    const startedAtMs = clock.now();
    const endsMs = startedAtMs + toTimeoutMs(options.maxDelayMs) - deliveryReserveMs;
    await Promise.all(
      batch.map(async (event) => {
        worker.ledger.waits(event);
        const { status } = await worker.lookUp(`${event.session}`, event.occurredAtMs, {
          deadlineMs: Math.min(event.enqueuedAtMs + options.maxDelayMs, endsMs),
          priority: event.priority,
          mode: event.mode,
        });
        worker.ledger.over(event);
        byStatus[status] = (byStatus[status] ?? 0) + 1;
        const counts = byPriority[event.priority]!;
        counts.offered += 1;
        if (status === 'enriched') counts.enriched += 1;
      }),
    );
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, invocationMs + batch.length * eventMs);
    });
    for (const { enqueuedAtMs } of batch) {
      delaysMs[emitted] = clock.now() - enqueuedAtMs;
      emitted += 1;
    }
    drainedAtMs = clock.now();
    workedMs += clock.now() - startedAtMs;
  }

  function poll(worker: Worker): void {
    const received = queue.receive(clock.now());
    if ('dueAtMs' in received) {
      if (received.dueAtMs < Infinity) clock.setTimer(() => poll(worker), received.dueAtMs - clock.now());
      return;
    }
    void work(received.batch, worker).then(() => poll(worker));
  }

  const { workers } = options.workers;
  const all = Array.from({ length: workers }, (_, index) =>
    createWorker(index, options, clock, auth0, (session) => asked.add(session)),
  );
  const before = all.map(() => ({ isShort: false, requests: 0 }));
  function watch(): void {
    backlogPeak = Math.max(backlogPeak, queue.countWaiting(clock.now()));
    all.forEach(({ ledger }, index) => {
      const { distinct, repeated, needless } = ledger.counts;
      const requests = distinct + repeated + needless;
      const last = before[index]!;
      if (last.isShort || ledger.isShort()) {
        short.seconds += 1;
        short.requests += requests - last.requests;
      }
      before[index] = { isShort: ledger.isShort(), requests };
    });
    if (!isOver()) clock.setTimer(watch, 1_000);
  }

  auth0.startNeighbour(isOver);
  all.forEach(poll);
  watch();
  await clock.run();

  for (const { ledger } of all) {
    questions.distinct += ledger.counts.distinct;
    questions.repeated += ledger.counts.repeated;
    questions.needless += ledger.counts.needless;
  }
  return {
    offered: events.length,
    emitted,
    byStatus,
    byPriority,
    auth0: auth0.counts,
    questions,
    sessionsAsked: asked.size,
    short,
    delaysMs: delaysMs.subarray(0, emitted).sort(),
    backlogPeak,
    drainedAtMs,
    workedMs,
  };
}

interface Worker {
  readonly lookUp: ReturnType<typeof composeSessionLookUp>;
  readonly ledger: QuestionLedger;
}

/** A worker's look-up is the real one, with its own cache and its own share of the budget. */
function createWorker(
  index: number,
  options: SimulationOptions,
  clock: VirtualClock,
  auth0: SimulatedAuth0,
  onAsk: (session: number) => void,
): Worker {
  const ledger = createQuestionLedger(clock.now, options.cacheTtlMs);
  const lookUp = composeSessionLookUp({
    async ask(sessionId, _token, timeoutMs) {
      const session = Number(sessionId);
      const askedAtMs = clock.now();
      onAsk(session);
      ledger.asks(session);
      const answer = await auth0.ask(session, timeoutMs);
      ledger.hears(session, askedAtMs, answer.status === 'found' || answer.status === 'not_found');
      return answer;
    },
    token: { read: async () => 'token', reload: async () => 'token' },
    budget: options.workers.perWorker,
    cacheTtlMs: options.cacheTtlMs,
    now: clock.now,
    setTimer: clock.setTimer,
    random: createRandom(options.seed + 1_000 + index),
  });
  return { lookUp, ledger };
}
