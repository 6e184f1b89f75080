import { createClassCap } from '../../enrich/look-up/class-cap.ts';
import { findFreshAnswer } from '../../enrich/look-up/fresh-answer.ts';
import { toLookUpClass } from '../../enrich/look-up/look-up-class.ts';
import { toShowing } from '../../enrich/look-up/session-showing.ts';
import { createSessionLedger } from '../../ledger/create-session-ledger.ts';
import { type FactSettings, toEventFacts } from '../../ledger/event-facts.ts';
import { createLedgerKeys } from '../../ledger/ledger-key.ts';
import { type LinePlan, type LineTurn, type TurnClass, turnClasses } from '../../ledger/line.ts';
import type { SessionEntry } from '../../ledger/session-ledger.ts';
import { findBeginning, viewAt } from '../../ledger/session-view.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { defaultLookUpMode } from '../../log-event/look-up-defaults.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import { sleep } from '../../session/clock.ts';
import { packSession, packingVersion, unpackSession } from '../../session/packed-session.ts';
import { createSimulatedTable } from './simulated-table.ts';
import type { Leave, Leaving, Message, Surroundings, SystemUnderTest, Worker } from './system-under-test.ts';

const secret = 'a secret of the simulation';

interface Read {
  readonly message: Message;
  readonly event: LogEvent;
  readonly turnClass: TurnClass;
}
interface Group {
  readonly sessionId: string;
  readonly events: readonly Read[];
  readonly turnClass: TurnClass;
}

export function createProductLookUps(surroundings: Surroundings): SystemUnderTest {
  const { options, clock, random, ask, deliver, sendLater } = surroundings;
  const plan = allPlans[options.plan];
  const { reserve } = toWorkers(plan, options.share).perWorker;
  const linePlan: LinePlan = {
    ratePerSecond: options.share * plan.ratePerSecond,
    burst: Math.max(1, Math.floor(options.share * plan.burst)),
    classes: {
      one: { waitMs: options.lookUpWaitMs },
      two: { waitMs: 1_000 },
      three: { burstShare: 0.8 },
      spare: { burstShare: 0.5 },
    },
  };
  const table = createSimulatedTable({
    clock,
    random,
    plan: linePlan,
    workers: options.workers,
    isDown: () => options.tableOutages.some(({ fromMs, toMs }) => clock.now() >= fromMs && clock.now() < toMs),
  });
  const settings: FactSettings = { disguise: (_field, value) => value, toKey: createLedgerKeys(secret).toKey };
  const codec = { version: packingVersion, pack: packSession, unpack: unpackSession };

  function toLeaving(event: LogEvent, entry: SessionEntry | undefined): Leaving {
    if (entry === undefined) return { status: 'observed' as never, context: 'none' };
    const showing = toShowing(event.logId, entry.view, entry.answer);
    const fresh = findFreshAnswer(entry.answer, event, showing, { nowMs: clock.now(), ttlMs: options.cacheTtlMs });
    if (fresh?.isFound) return { status: 'enriched', context: 'api' };
    const isSeen = findBeginning(viewAt(entry.view, event.occurredAtMs)) !== undefined || entry.answer?.found !== undefined;
    if (fresh) return { status: 'not_found', context: isSeen ? 'observed' : 'none' };
    return { status: 'observed' as never, context: isSeen ? 'observed' : 'none' };
  }

  function startWorker(): Worker {
    const ledger = createSessionLedger({ table: table.items, secrets: { current: secret }, codec, now: clock.now });
    const line = table.connectLine();
    const cap = createClassCap({ now: clock.now });

    async function leaveNow(events: readonly Read[], leave: Leave, entries?: ReadonlyMap<string, SessionEntry>) {
      if (events.length === 0) return;
      const known = entries ?? (await ledger.add([...new Set(events.map(({ event }) => event.sessionId!))].map((sessionId) => ({ sessionId, facts: [] }))));
      const leavings = events.map(({ event }) => toLeaving(event, known.get(event.sessionId!)));
      await deliver(events.length);
      events.forEach(({ message }, index) => leave(message, leavings[index]!));
    }

    async function askFor(group: Group, turn: LineTurn, leave: Leave): Promise<void> {
      if (line.isGood(turn)) {
        const askedAtMs = clock.now();
        const answer = await ask(group.sessionId, 5_000);
        if (answer.status === 'found' || answer.status === 'not_found') {
          await line.settle(turn, { status: 'answered', spare: (answer.rateLimit?.remaining ?? reserve) - reserve });
          await ledger.keepAnswer(group.sessionId, { askedAtMs, session: answer.status === 'found' ? answer.session : undefined });
        } else await line.settle(turn, { status: answer.status === 'rate_limited' ? 'refused' : 'inconclusive' });
      }
      await leaveNow(group.events, leave);
    }

    async function place(groups: readonly Group[], leave: Leave, now: Read[]): Promise<Promise<void>[]> {
      if (groups.length === 0) return [];
      const reserved = await line.reserve(groups.map(({ turnClass }) => turnClass));
      const waits: Promise<void>[] = [];
      for (const [index, group] of groups.entries()) {
        const one = reserved[index]!;
        if (one.status === 'turn') {
          const delayMs = line.delayMs(one.turn);
          if (delayMs <= 1_000) {
            waits.push(sleep(clock, delayMs).then(() => askFor(group, one.turn, leave)));
            void ledger.noteAsking(group.sessionId, one.turn.atMs);
          } else waits.push(sendLater({ messages: group.events.map(({ message }) => message), beside: { turn: one.turn } }, delayMs));
        } else if (one.status === 'closed' && group.turnClass === 'one') {
          waits.push(sendLater({ messages: group.events.map(({ message }) => message), beside: {} }, one.forMs));
        } else now.push(...group.events);
      }
      return waits;
    }

    async function read(batch: readonly Message[]) {
      const events = batch.map((message) => {
        const parsed = parseElement(message.body, { receivedAtMs: message.event.enqueuedAtMs });
        if (!parsed.ok) throw new Error(parsed.reason);
        return { message, event: parsed.event };
      });
      const facts = new Map<string, Set<string>>();
      for (const { event } of events) {
        const added = toEventFacts(event, settings).session?.facts ?? [];
        const all = facts.get(event.sessionId!) ?? new Set();
        for (const fact of added) all.add(fact);
        facts.set(event.sessionId!, all);
      }
      const entries = await ledger.add([...facts].map(([sessionId, all]) => ({ sessionId, facts: [...all] })));
      return { events, entries };
    }

    function toGroups(events: readonly { message: Message; event: LogEvent }[], entries: ReadonlyMap<string, SessionEntry>, now: Read[]) {
      const groups = new Map<string, Read[]>();
      for (const { message, event } of events) {
        const entry = entries.get(event.sessionId!)!;
        const showing = toShowing(event.logId, entry.view, entry.answer);
        const fresh = findFreshAnswer(entry.answer, event, showing, { nowMs: clock.now(), ttlMs: options.cacheTtlMs });
        const turnClass = cap(toLookUpClass(event, showing, { isBackfill: message.event.isOld }), {
          userId: String(event.data['user_id']),
          address: String(event.data['ip']),
        });
        const one = { message, event, turnClass };
        const isAsking = entry.askingAtMs !== undefined && entry.askingAtMs >= Math.max(event.occurredAtMs, entry.answer?.askedAtMs ?? 0, clock.now() - 3_000);
        if (fresh || isAsking || defaultLookUpMode(event.type) === 'cache_only') now.push(one);
        else groups.set(event.sessionId!, [...(groups.get(event.sessionId!) ?? []), one]);
      }
      return [...groups].map(([sessionId, all]): Group => {
        return { sessionId, events: all, turnClass: turnClasses.find((name) => all.some(({ turnClass }) => turnClass === name))! };
      });
    }

    return {
      async work(batch, leave) {
        const { events, entries } = await read(batch);
        const now: Read[] = [];
        const waits = await place(toGroups(events, entries, now), leave, now);
        await Promise.all([leaveNow(now, leave, entries), ...waits]);
      },
      async workLater(batch, leave) {
        const now: Read[] = [];
        const all: Promise<void>[] = [];
        for (const { messages, beside, deliveries } of batch) {
          const { turn } = beside as { turn?: LineTurn };
          const { events, entries } = await read(messages);
          const groups = toGroups(events, entries, now);
          const state = turn && groups.length > 0 ? await line.redeem(turn, deliveries) : undefined;
          for (const group of groups) {
            if (state?.status === 'good') all.push(askFor(group, turn!, leave));
            else all.push(...(await place([group], leave, now)));
          }
        }
        await Promise.all([leaveNow(now, leave), ...all]);
      },
    };
  }
  return { startWorker, tableCalls: table.counts };
}
