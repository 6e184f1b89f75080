import type { QueuedEvent } from './traffic.ts';

/**
 * Judges every request of one worker from outside: was it needed?
 *
 * Knows which events wait for a session and what the worker has been told about it, and applies the rule of freshness
 * by itself. It shares no code with the cache, so that it notices when that is wrong.
 */
export interface QuestionLedger {
  readonly counts: {
    /** Requests for what the worker did not know. */
    distinct: number;
    /** Further requests for the same, after one that was refused or failed. */
    repeated: number;
    /** Requests for what the worker had been told already, or had asked and not yet heard. */
    needless: number;
  };
  waits(event: QueuedEvent): void;
  over(event: QueuedEvent): void;
  asks(session: number): void;
  hears(session: number, askedAtMs: number, isAnswer: boolean): void;
  /** Somebody waits for a session that is not being asked for. */
  isShort(): boolean;
}

interface Page {
  readonly waiting: QueuedEvent[];
  answeredFromMs: number;
  inFlight: number;
  hasFailed: boolean;
}

export function createQuestionLedger(now: () => number, cacheTtlMs: number): QuestionLedger {
  const pages = new Map<number, Page>();
  const counts = { distinct: 0, repeated: 0, needless: 0 };
  let sessionsWaitedFor = 0;
  let sessionsInFlight = 0;

  function pageOf(session: number): Page {
    let page = pages.get(session);
    if (page === undefined) {
      page = { waiting: [], answeredFromMs: -Infinity, inFlight: 0, hasFailed: false };
      pages.set(session, page);
    }
    return page;
  }

  return {
    counts,

    waits(event) {
      if (event.mode !== 'fetch') return;
      const { waiting } = pageOf(event.session);
      if (waiting.push(event) === 1) sessionsWaitedFor += 1;
    },

    over(event) {
      if (event.mode !== 'fetch') return;
      const { waiting } = pageOf(event.session);
      waiting.splice(waiting.indexOf(event), 1);
      if (waiting.length === 0) sessionsWaitedFor -= 1;
    },

    asks(session) {
      const page = pageOf(session);
      const { answeredFromMs, waiting } = page;
      const isYoung = now() - answeredFromMs < cacheTtlMs;
      const isKnown = waiting.every(({ occurredAtMs }) => isYoung || answeredFromMs >= occurredAtMs);
      if (isKnown || page.inFlight > 0) counts.needless += 1;
      else if (page.hasFailed) counts.repeated += 1;
      else counts.distinct += 1;
      page.inFlight += 1;
      if (page.inFlight === 1) sessionsInFlight += 1;
    },

    hears(session, askedAtMs, isAnswer) {
      const page = pageOf(session);
      page.inFlight -= 1;
      if (page.inFlight === 0) sessionsInFlight -= 1;
      page.hasFailed = !isAnswer;
      if (isAnswer) page.answeredFromMs = askedAtMs;
    },

    isShort: () => sessionsWaitedFor > sessionsInFlight,
  };
}
