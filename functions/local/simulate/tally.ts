import type { SessionStatus } from '../../session/session-status.ts';
import type { SimulationOptions } from './options.ts';
import { isAskedFor, type QuestionLedger } from './question-ledger.ts';
import type { SimulatedAuth0 } from './simulated-auth0.ts';
import type { Leaving, SystemUnderTest } from './system-under-test.ts';
import type { QueuedEvent } from './traffic.ts';

type Counts<Of> = { -readonly [Key in keyof Of]: Of[Key] };

/** What is counted while a simulation runs, and what it came to. */
export interface OutcomeTally {
  readonly offered: number;
  readonly emitted: number;
  readonly byStatus: { readonly [status in SessionStatus]?: number };
  readonly byContext: { readonly [context in Leaving['context']]: number };
  /** Events without context, by why: their role, and what is special about them. */
  readonly withoutContext: { readonly [why: string]: number };
  /** From the queue to the end of the delivery, in no order: events that look like a hijack apart. */
  readonly delaysMs: readonly number[];
  readonly suspiciousDelaysMs: readonly number[];
  readonly hijackedSessions: number;
  /** With an answer of Auth0's to a question from after the first hijack event, within 30 s of its arrival. */
  readonly hijackedSeen30s: number;
  /** Sessions that were asked for. */
  readonly sessionsAsked: number;
  /** Requests by second. */
  readonly perSecond: readonly number[];
  /** Seconds in which somebody left without the session that was asked for, and the requests sent in them. */
  readonly short: { readonly seconds: number; readonly requests: number };
  readonly backlogPeak: number;
  /** When the last event was emitted, in milliseconds after the start. */
  readonly drainedAtMs: number;
  /** What Lambda would bill, all workers together. */
  readonly billedMs: number;
  readonly invocations: number;
  readonly coldStarts: number;
  readonly auth0: SimulatedAuth0['counts'];
  readonly questions: QuestionLedger['counts'];
  readonly tableCalls: { readonly itemCalls: number; readonly lineCalls: number };
  /** Bytes of each session's item of the ledger at last, in no order, and of the largest item of all. */
  readonly itemBytes: readonly number[];
  readonly largestItemBytes: number;
}

export interface OpenTally {
  asked(session: number, askedAtMs: number, isAnswer: boolean): void;
  left(event: QueuedEvent, leaving: Leaving, nowMs: number): void;
  invoked(billedMs: number, isCold: boolean): void;
  /** Once a second. */
  second(waiting: number): void;
  isOver(): boolean;
  close(counts: {
    readonly auth0: OutcomeTally['auth0'];
    readonly questions: OutcomeTally['questions'];
    readonly tableCalls: SystemUnderTest['tableCalls'];
    readonly itemSizes: SystemUnderTest['itemSizes'];
  }): OutcomeTally;
}

const seenInTimeMs = 30_000;

export function createOutcomeTally(options: SimulationOptions, events: readonly QueuedEvent[]): OpenTally {
  const byStatus: Counts<OutcomeTally['byStatus']> = {};
  const byContext = { api: 0, observed: 0, none: 0 };
  const withoutContext: { [why: string]: number } = {};
  const delaysMs: number[] = [];
  const suspiciousDelaysMs: number[] = [];
  const left = new Set<number>();
  const loginsLeft = new Set<number>();
  const answeredAtMs = new Map<number, number[]>();
  const sessionsAsked = new Set<number>();
  const perSecond: number[] = [];
  const wantedInVain: boolean[] = [];
  let backlogPeak = 0;
  let drainedAtMs = 0;
  let billedMs = 0;
  let invocations = 0;
  let coldStarts = 0;
  const toSecond = (atMs: number) => Math.max(0, Math.floor((atMs - options.startMs) / 1_000));

  function toWhy(event: QueuedEvent, { status }: Leaving): string {
    if (event.isBeginningUnseen) return `${event.role}, beginning unseen`;
    if (status === 'not_found') return `${event.role}, session gone`;
    return loginsLeft.has(event.session) ? event.role : `${event.role}, before its login`;
  }

  function countSeen(): { sessions: number; seen: number } {
    const firsts = new Map<number, { occurredAtMs: number; enqueuedAtMs: number }>();
    for (const { role, session, occurredAtMs, enqueuedAtMs } of events) {
      if (role !== 'hijack') continue;
      const first = firsts.get(session);
      if (first === undefined || occurredAtMs < first.occurredAtMs) {
        firsts.set(session, { occurredAtMs, enqueuedAtMs });
      }
    }
    const seen = [...firsts].filter(([session, { occurredAtMs, enqueuedAtMs }]) =>
      answeredAtMs.get(session)?.some((atMs) => atMs >= occurredAtMs && atMs <= enqueuedAtMs + seenInTimeMs),
    );
    return { sessions: firsts.size, seen: seen.length };
  }

  return {
    asked(session, askedAtMs, isAnswer) {
      sessionsAsked.add(session);
      const second = toSecond(askedAtMs);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      if (!isAnswer) return;
      const times = answeredAtMs.get(session);
      if (times) times.push(askedAtMs);
      else answeredAtMs.set(session, [askedAtMs]);
    },

    left(event, leaving, nowMs) {
      if (left.has(event.id)) throw new Error(`event ${event.id} left twice`);
      left.add(event.id);
      byStatus[leaving.status] = (byStatus[leaving.status] ?? 0) + 1;
      byContext[leaving.context] += 1;
      if (leaving.context === 'none') {
        const why = toWhy(event, leaving);
        withoutContext[why] = (withoutContext[why] ?? 0) + 1;
      }
      if (event.role === 'login') loginsLeft.add(event.session);
      if (leaving.status !== 'enriched' && leaving.status !== 'not_found' && isAskedFor(event)) {
        wantedInVain[toSecond(nowMs)] = true;
      }
      const isSuspicious = event.network !== 0 && event.program !== 0;
      (isSuspicious ? suspiciousDelaysMs : delaysMs).push(nowMs - event.enqueuedAtMs);
      drainedAtMs = nowMs - options.startMs;
    },

    invoked(ms, isCold) {
      billedMs += ms;
      invocations += 1;
      if (isCold) coldStarts += 1;
    },

    second(waiting) {
      backlogPeak = Math.max(backlogPeak, waiting);
    },

    isOver: () => left.size === events.length,

    close({ auth0, questions, tableCalls, itemSizes }) {
      const { sessions, seen } = countSeen();
      const shortSeconds = wantedInVain.flatMap((isShort, second) => (isShort ? [second] : []));
      return {
        offered: events.length,
        emitted: left.size,
        byStatus,
        byContext,
        withoutContext,
        delaysMs,
        suspiciousDelaysMs,
        hijackedSessions: sessions,
        hijackedSeen30s: seen,
        sessionsAsked: sessionsAsked.size,
        perSecond: Array.from(perSecond, (requests) => requests ?? 0),
        short: {
          seconds: shortSeconds.length,
          requests: shortSeconds.reduce((sum, second) => sum + (perSecond[second] ?? 0), 0),
        },
        backlogPeak,
        drainedAtMs,
        billedMs,
        invocations,
        coldStarts,
        auth0,
        questions,
        tableCalls: tableCalls ?? { itemCalls: 0, lineCalls: 0 },
        itemBytes: [...(itemSizes?.sessions.values() ?? [])],
        largestItemBytes: itemSizes?.largest ?? 0,
      };
    },
  };
}
