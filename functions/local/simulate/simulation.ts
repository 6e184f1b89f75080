import { sleep } from '../../session/clock.ts';
import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import type { QueueSettings } from '../../session/queue-settings.ts';
import { toStreamElement, toSessionNumber } from './auth0-log-event.ts';
import type { SimulationOptions } from './options.ts';
import { createQuestionLedger } from './question-ledger.ts';
import { createRandom } from './random.ts';
import { createSimulatedAuth0 } from './simulated-auth0.ts';
import { createSimulatedQueue } from './simulated-queue.ts';
import type {
  LaterMessage,
  Leave,
  Message,
  Surroundings,
  SystemUnderTest,
  Worker,
} from './system-under-test.ts';
import { createOutcomeTally, type OutcomeTally } from './tally.ts';
import { createTraffic } from './traffic.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** What an invocation takes to reach its worker, and what beginning anew takes: Lambda bills both. */
const reachMs = 20;
const coldStartMs = 600;
/** A destination's answer, and at 10,000 events a second. */
const deliveryMs = 60;
const eventMs = 0.1;
/** From SQS to a worker, once a message's delay is over. */
const laterMs = { least: 40, most: 240 };
/** The queue of look-ups has few messages, each of which is waited for. */
const laterSettings: QueueSettings = { batchSize: 10, batchWindowSeconds: 0 };

/** Runs the whole of it in virtual time; the same options give the same result. */
export async function simulate(
  options: SimulationOptions,
  createSystem: (surroundings: Surroundings) => SystemUnderTest,
  settings: QueueSettings = options.queue,
): Promise<OutcomeTally> {
  const clock = createVirtualClock(options.startMs);
  const random = createRandom(options.seed + 500);
  const { events, lives: sessions } = createTraffic(options);
  const auth0 = createSimulatedAuth0(options, sessions, clock);
  const questions = createQuestionLedger(clock.now, options.cacheTtlMs);
  const tally = createOutcomeTally(options, events);
  const laterWorkers = toWorkers(allPlans[options.plan], options.share).workers;

  const system = createSystem({
    options,
    clock,
    random,
    async ask(sessionId, timeoutMs) {
      const session = toSessionNumber(sessionId);
      const askedAtMs = clock.now();
      questions.asks(session);
      const answer = await auth0.ask(session, timeoutMs);
      const isAnswer = answer.status === 'found' || answer.status === 'not_found';
      questions.hears(session, askedAtMs, isAnswer);
      tally.asked(session, askedAtMs, isAnswer);
      return answer;
    },
    deliver: (records) => sleep(clock, deliveryMs + records * eventMs),
    async sendLater(later, delayMs) {
      await sleep(clock, 10);
      // SQS delays by whole seconds.
      const delayedMs = Math.ceil(delayMs / 1_000) * 1_000;
      const onTheWayMs = laterMs.least + random() * (laterMs.most - laterMs.least);
      clock.setTimer(() => laterQueue.send({ ...later, deliveries: 1 }), delayedMs + onTheWayMs);
    },
  });

  /** Sandboxes: each has one invocation at a time. The last of them read the queue of look-ups. */
  const lives = Array.from({ length: options.workers + laterWorkers }, (_one, index) => ({
    worker: undefined as Worker | undefined,
    // Not all at once.
    endsMs: options.startMs + (options.workerLifeMs * (index % options.workers)) / options.workers,
  }));

  const leave: Leave = ({ event }, leaving) => {
    questions.over(event);
    tally.left(event, leaving, clock.now());
  };

  async function invoke(index: number, work: (worker: Worker) => Promise<void>): Promise<void> {
    const startedAtMs = clock.now();
    const life = lives[index]!;
    const isCold = life.worker === undefined || startedAtMs >= life.endsMs;
    if (isCold) {
      if (life.worker !== undefined) life.endsMs = startedAtMs + options.workerLifeMs;
      life.worker = system.startWorker(index);
      if (options.workerLifeMs < Infinity) await sleep(clock, coldStartMs);
    }
    await sleep(clock, reachMs);
    await work(life.worker!);
    tally.invoked(clock.now() - startedAtMs, isCold);
  }

  const mainQueue = createSimulatedQueue<Message>({
    clock,
    random,
    settings,
    pollers: options.workers,
    isAllAtOnce: options.allPollers,
    work: (batch, index) =>
      invoke(index, (worker) => {
        for (const { event } of batch) questions.waits(event);
        return worker.work(batch, leave);
      }),
  });
  const laterQueue = createSimulatedQueue<LaterMessage>({
    clock,
    random,
    settings: laterSettings,
    pollers: laterWorkers,
    work: (batch, index) => invoke(options.workers + index, (worker) => worker.workLater(batch, leave)),
  });

  function arrive(next: number): void {
    let at = next;
    for (let event = events[at]; event && event.enqueuedAtMs <= clock.now(); event = events[at]) {
      mainQueue.send({ event, body: toStreamElement(event) });
      at += 1;
    }
    const event = events[at];
    if (event) clock.setTimer(() => arrive(at), event.enqueuedAtMs - clock.now());
  }

  function watch(): void {
    tally.second(mainQueue.countWaiting());
    if (!tally.isOver()) clock.setTimer(watch, 1_000);
  }

  arrive(0);
  auth0.startNeighbour(() => tally.isOver());
  watch();
  await clock.run();
  return tally.close({
    auth0: auth0.counts,
    questions: questions.counts,
    tableCalls: system.tableCalls,
    itemSizes: system.itemSizes,
  });
}
