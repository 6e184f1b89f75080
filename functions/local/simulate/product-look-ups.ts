import { composeLookUpStage } from '../../enrich/look-up/compose-look-up-stage.ts';
import type { LinePlace } from '../../enrich/look-up/later-look-up.ts';
import { toLinePlan } from '../../enrich/look-up/line-plan.ts';
import type { WantingEvent } from '../../enrich/look-up/wanting-event.ts';
import { createSessionLedger } from '../../ledger/create-session-ledger.ts';
import type { FactSettings } from '../../ledger/fact-settings.ts';
import { createLedgerKeys } from '../../ledger/ledger-key.ts';
import { defaultLookUpMode } from '../../log-event/look-up-defaults.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import { sleep } from '../../session/clock.ts';
import { packSession, packingVersion, unpackSession } from '../../session/packed-session.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { createSimulatedTable } from './simulated-table.ts';
import type {
  LaterMessage,
  Leave,
  Leaving,
  Message,
  Surroundings,
  SystemUnderTest,
  Worker,
} from './system-under-test.ts';

const secret = 'of the simulation';
const codec = { version: packingVersion, pack: packSession, unpack: unpackSession };
const facts: FactSettings = {
  disguise: (_field, value) => value,
  toKey: createLedgerKeys(secret).toKey,
};
/** What an invocation may take, as a stack sets it. */
const invocationMs = 60_000;

/** The product's own look-ups: ledger, line, classes and stage, as every worker has them. */
export function createProductLookUps(surroundings: Surroundings): SystemUnderTest {
  const { options, clock, random, ask, deliver, sendLater } = surroundings;
  const { perWorker: budget } = toWorkers(allPlans[options.plan], options.share, 1);
  const { lookUpWaitMs, tableOutages, cacheTtlMs, workers } = options;
  const table = createSimulatedTable({
    clock,
    random,
    plan: toLinePlan(budget, lookUpWaitMs),
    workers,
    isDown: () => tableOutages.some(({ fromMs, toMs }) => clock.now() >= fromMs && clock.now() < toMs),
  });

  function startWorker(): Worker {
    const ledger = createSessionLedger({
      table: table.items,
      secrets: { current: secret },
      codec,
      now: clock.now,
    });
    /** Of the call that is on: a body is stored with the message that it came in. */
    const messages = new Map<string, Message>();
    const stage = composeLookUpStage({
      ledger,
      line: table.connectLine(),
      request: (sessionId, _token, timeoutMs) => ask(sessionId, timeoutMs),
      token: { read: async () => 'token', reload: async () => 'token' },
      facts,
      reserve: budget.reserve,
      modeOf: ({ type }) => defaultLookUpMode(type),
      cacheTtlMs,
      patience: { classOneMs: lookUpWaitMs },
      lookUps: {
        async add({ body, delaySeconds, place }) {
          const message = messages.get(body);
          if (message === undefined) return false;
          await sendLater({ message, beside: place }, delaySeconds * 1_000);
          return true;
        },
      },
      clock,
      random,
      reportFault(error) {
        throw error;
      },
    });

    /** Records leave together that are finished at once, and nobody waits for another. */
    async function run(batch: readonly Arrival[], leave: Leave): Promise<void> {
      for (const { message } of batch) messages.set(message.body, message);
      const endMs = clock.now() + invocationMs;
      const settled = stage.lookUp(batch.map(toWanting), { endMs });
      let finished: (() => void)[] = [];
      const waves: Promise<void>[] = [];
      async function send(): Promise<void> {
        // All that is settled in this moment goes along.
        await sleep(clock, 0);
        const wave = finished;
        finished = [];
        await deliver(wave.length);
        for (const leaveOne of wave) leaveOne();
      }
      await Promise.all(
        settled.map(async (one, index) => {
          const result = await one;
          const { message } = batch[index]!;
          messages.delete(message.body);
          if (result.isLater) return;
          finished.push(() => leave(message, toLeaving(result.outcome)));
          if (finished.length === 1) waves.push(send());
        }),
      );
      await Promise.all(waves);
      await stage.finish();
    }

    return {
      work: (batch, leave) =>
        run(
          batch.map((message) => ({ message })),
          leave,
        ),
      workLater: (batch, leave) => run(batch, leave),
    };
  }

  return {
    startWorker,
    tableCalls: table.counts,
    get itemSizes() {
      return table.sizes;
    },
  };
}

type Arrival = Pick<LaterMessage, 'message'> & Partial<LaterMessage>;

function toWanting({ message, beside, deliveries = 1 }: Arrival): WantingEvent {
  const { enqueuedAtMs, isOld } = message.event;
  const parsed = parseElement(message.body, { receivedAtMs: enqueuedAtMs });
  if (!parsed.ok) throw new Error(parsed.reason);
  return {
    event: parsed.event,
    message: { body: message.body, enqueuedAtMs },
    isBackfill: isOld,
    ...(beside !== undefined && { returned: { place: beside as LinePlace, deliveries } }),
  };
}

/** A beginning counts that is known to be one: the earliest event that happened to be seen says little. */
function toLeaving({ status, observed }: SessionOutcome): Leaving {
  if (status === 'enriched') return { status, context: 'api' };
  const basis = observed?.initial_ip?.basis;
  return { status, context: basis === 'login' || basis === 'exact' ? 'observed' : 'none' };
}
