import type { ClosedReason } from '../../ledger/line.ts';
import { type ObservedSession, toObservedSession } from '../../ledger/observed-session.ts';
import { type SessionView, viewAt } from '../../ledger/session-view.ts';
import type { JsonObject, LogEvent } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { isWithoutMethods, toSessionAtEvent } from '../../session/session-at-event.ts';
import type { Auth0Session, SessionOutcome } from '../../session/session-outcome.ts';
import type { SessionStatus } from '../../session/session-status.ts';

/** What Auth0 said, for one event. */
export interface Knowledge {
  /** Undefined: there was none (404). */
  readonly session: Auth0Session | undefined;
  /** Epoch milliseconds at which the request was sent. */
  readonly fetchedAtMs: number;
}

/** An outcome, and the session as it was read where that is not as it was at the event. */
export interface SettledOutcome {
  readonly outcome: SessionOutcome;
  readonly asRead?: Auth0Session;
}

/** Why Auth0 was not asked for an event. `no_turn`: others were worthier, within its limit. */
export type NotAsked = ClosedReason | 'no_turn' | 'cache_only' | 'never_by_policy';

const statusOf: { readonly [reason in NotAsked]: SessionStatus } = {
  no_turn: 'rate_limited',
  http_429: 'rate_limited',
  low_remaining: 'rate_limited',
  forbidden: 'forbidden',
  unauthorized: 'unauthorized',
  token_unavailable: 'unavailable',
  circuit_open: 'unavailable',
  cache_only: 'skipped',
  never_by_policy: 'skipped',
};

/** What Auth0 said, as far as it speaks of the event. `view`: all that log events have told by now. */
export function toAnsweredOutcome(
  event: LogEvent,
  { session, fetchedAtMs }: Knowledge,
  source: 'api' | 'cache',
  view: SessionView | undefined,
): SettledOutcome {
  if (session === undefined) {
    return { outcome: withObserved({ status: 'not_found', source, fetchedAtMs }, event, view) };
  }
  const { type, occurredAtMs } = event;
  const usedAgainAtMs = view?.sightings.findLast(({ kind }) => kind !== 'other')?.atMs;
  const shown = toSessionAtEvent({ session, fetchedAtMs }, { type, occurredAtMs, usedAgainAtMs });
  return {
    outcome: { status: 'enriched', session: shown, source, fetchedAtMs },
    ...(shown !== session && { asRead: session }),
  };
}

/** Nobody asked: what log events tell has to do, and where they tell nothing, the reason is the status. */
export function toUnaskedOutcome(
  event: LogEvent,
  reason: NotAsked,
  view: SessionView | undefined,
): SettledOutcome {
  const outcome = withObserved({ status: statusOf[reason], reason }, event, view);
  return { outcome: outcome.observed === undefined ? outcome : { ...outcome, status: 'observed' } };
}

/** Auth0 was asked, and gave no answer that helps. */
export function toFailedOutcome(
  event: LogEvent,
  failure: SessionOutcome,
  view: SessionView | undefined,
): SettledOutcome {
  return { outcome: withObserved(failure, event, view) };
}

function withObserved(
  outcome: SessionOutcome,
  event: LogEvent,
  view: SessionView | undefined,
): SessionOutcome {
  const observed = view && toObservedSession(viewAt(view, event.occurredAtMs));
  const shown = observed && isWithoutMethods(event.type) ? withoutMethods(observed) : observed;
  return shown === undefined ? outcome : { ...outcome, observed: shown };
}

/** Of a step that failed or is not done, no factor is told. */
function withoutMethods({ methods: _methods, ...rest }: ObservedSession): ObservedSession | undefined {
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** Every text of an event that may be whose session it is: a kept answer has but hashes of them. */
export function toIdentityTexts({ data }: Pick<LogEvent, 'data'>): readonly string[] {
  const details = readObject(data['details']);
  const prompts: unknown = details?.['prompts'];
  const ids = [
    data['user_id'],
    readObject(details?.['actor'])?.['sub'],
    ...(Array.isArray(prompts)
      ? (prompts as readonly unknown[]).map(
          (prompt) => (readObject(prompt) as JsonObject | undefined)?.['user_id'],
        )
      : []),
  ];
  return [...new Set(ids.map(readShownText).filter((id) => id !== undefined))];
}
