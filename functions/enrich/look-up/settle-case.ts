import type { SessionEntry } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import { createSessionAtEvent } from '../../session/session-at-event.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { findFreshAnswer } from './fresh-answer.ts';
import { keepWaiting, type LookUpCase } from './look-up-case.ts';
import type { Showing } from './session-showing.ts';
import {
  type AnsweredQuestion,
  type NotAsked,
  type SettledOutcome,
  toAnsweredOutcome,
  toFailedOutcome,
  toIdentityTexts,
  toUnaskedOutcome,
} from './settled-outcome.ts';
import type { Settled, WantingEvent } from './wanting-event.ts';

export interface SettlingOptions {
  readonly now: () => number;
  /** For how long an answer serves events that happened after it. */
  readonly cacheTtlMs: number;
  readonly modeOf: (event: LogEvent) => LookUpMode;
  readonly report: (event: LookUpEvent) => void;
}

/** Whom an event has its answer from. */
type AnswerSource = 'api' | 'cache' | 'shared' | 'none';

/** What look-ups come to, each of them told once. */
export function createSettling({ now, cacheTtlMs, modeOf, report }: SettlingOptions) {
  const atEvent = createSessionAtEvent();

  function toSettled(
    { outcome, asRead }: SettledOutcome,
    entry: SessionEntry | undefined,
    source: AnswerSource,
  ): Settled {
    report({
      type: 'look_up',
      status: outcome.status,
      source,
      ...(outcome.reason && { reason: outcome.reason }),
    });
    return { outcome, ...(asRead && { asRead }), entry };
  }

  function settleFresh(
    { event }: WantingEvent,
    entry: SessionEntry,
    showing: Showing,
    source: 'cache' | 'shared',
  ): Settled | undefined {
    const fresh = findFreshAnswer(entry.answer, event, showing, { nowMs: now(), ttlMs: cacheTtlMs });
    if (fresh === undefined) return undefined;
    const knowledge = fresh.isFound
      ? {
          session: fresh.session.withIdentity({ id: event.sessionId ?? '', texts: toIdentityTexts(event) }),
          fetchedAtMs: fresh.session.fetchedAtMs,
        }
      : { session: undefined, fetchedAtMs: fresh.askedAtMs };
    return toSettled(toAnsweredOutcome(event, knowledge, 'cache', entry.view, atEvent), entry, source);
  }

  function settleAll(
    one: LookUpCase,
    toOutcome: (event: LogEvent) => SettledOutcome,
    source: AnswerSource,
  ): void {
    for (const [index, { wanting, settle }] of one.waiting.entries()) {
      // One question, and all who waited for it.
      const from = source === 'api' && index > 0 ? 'shared' : source;
      settle(toSettled(toOutcome(wanting.event), one.entry, from));
    }
  }

  return {
    withoutSession({ sessionId }: LogEvent): Settled {
      // No session can have such an ID, and asking would put a stranger's text into a path. Auth0 did not say so: no source.
      const outcome: SessionOutcome = sessionId
        ? { status: 'not_found', reason: 'malformed_id' }
        : { status: 'no_session_id' };
      return toSettled({ outcome }, undefined, 'none');
    },

    /** What needs nobody to be asked. */
    atOnce(wanting: WantingEvent, entry: SessionEntry, showing: Showing): Settled | undefined {
      const { event } = wanting;
      const mode = modeOf(event);
      if (mode === 'never') {
        return toSettled(toUnaskedOutcome(event, 'never_by_policy', entry), entry, 'none');
      }
      const fresh = settleFresh(wanting, entry, showing, 'cache');
      if (fresh !== undefined) return fresh;
      if (mode === 'fetch') return undefined;
      return toSettled(toUnaskedOutcome(event, 'cache_only', entry), entry, 'none');
    },

    /** Those of a case that an answer in the ledger serves by now; true when that is all of them. */
    served(one: LookUpCase): boolean {
      const left = one.waiting.filter(({ wanting, showing, settle }) => {
        const settled = settleFresh(wanting, one.entry, showing, 'shared');
        if (settled !== undefined) settle(settled);
        return settled === undefined;
      });
      keepWaiting(one, left);
      return left.length === 0;
    },

    answered(one: LookUpCase, knowledge: AnsweredQuestion, isOwn: boolean): void {
      settleAll(
        one,
        (event) => toAnsweredOutcome(event, knowledge, isOwn ? 'api' : 'cache', one.entry.view, atEvent),
        isOwn ? 'api' : 'shared',
      );
    },

    /** Nobody was asked, or the last question failed. */
    givenUp(one: LookUpCase, reason: NotAsked, failure?: SessionOutcome): void {
      const { entry } = one;
      settleAll(
        one,
        (event) =>
          failure ? toFailedOutcome(event, failure, entry) : toUnaskedOutcome(event, reason, entry),
        'none',
      );
    },
  };
}

export type Settling = ReturnType<typeof createSettling>;
