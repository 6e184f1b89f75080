import type { QueuedEvent } from './traffic.ts';

/**
 * Judges every request of the tenant from outside: was it needed?
 *
 * Knows which events wait for a session and what Auth0 has told of it, and applies the rule of freshness by itself. It
 * shares no code with the look-ups, so that it notices when they are wrong.
 */
export interface QuestionLedger {
  readonly counts: {
    /** Requests for what nobody knew. */
    distinct: number;
    /** Further requests for the same, after one that was refused or failed. */
    repeated: number;
    /** Requests for what had been told already, or was asked and not yet heard. */
    needless: number;
  };
  waits(event: QueuedEvent): void;
  over(event: QueuedEvent): void;
  asks(session: number): void;
  hears(session: number, askedAtMs: number, isAnswer: boolean): void;
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
      if (isAskedFor(event)) pageOf(event.session).waiting.push(event);
    },

    over(event) {
      if (!isAskedFor(event)) return;
      const { waiting } = pageOf(event.session);
      const place = waiting.indexOf(event);
      if (place >= 0) waiting.splice(place, 1);
    },

    asks(session) {
      const page = pageOf(session);
      const { answeredFromMs, waiting } = page;
      const isYoung = now() - answeredFromMs < cacheTtlMs;
      const isKnown = waiting.every(
        ({ occurredAtMs, showsNews }) => answeredFromMs >= occurredAtMs || (isYoung && !showsNews),
      );
      if (isKnown || page.inFlight > 0) counts.needless += 1;
      else if (page.hasFailed) counts.repeated += 1;
      else counts.distinct += 1;
      page.inFlight += 1;
    },

    hears(session, askedAtMs, isAnswer) {
      const page = pageOf(session);
      page.inFlight -= 1;
      page.hasFailed = !isAnswer;
      if (isAnswer) page.answeredFromMs = Math.max(page.answeredFromMs, askedAtMs);
    },
  };
}

/** Logouts and tokens take what is there. */
export function isAskedFor({ role }: Pick<QueuedEvent, 'role'>): boolean {
  return role !== 'token' && role !== 'logout';
}
