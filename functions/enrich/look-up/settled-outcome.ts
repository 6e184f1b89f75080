import type { ClosedReason } from '../../ledger/line.ts';
import { type ObservedSession, toObservedSession } from '../../ledger/observed-session.ts';
import type { SessionEntry } from '../../ledger/session-ledger.ts';
import { type SessionView, viewAt } from '../../ledger/session-view.ts';
import type { JsonObject, LogEvent } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { isWithoutMethods, toSessionAtEvent } from '../../session/session-at-event.ts';
import type { Auth0Session, SessionOutcome } from '../../session/session-outcome.ts';
import type { SessionStatus } from '../../session/session-status.ts';

/** What Auth0 said, for one event. */
export interface AnsweredQuestion {
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

/** What the ledger has of the event's session. */
export type KnownSession = Pick<SessionEntry, 'view' | 'answer'>;

/**
 * What Auth0 said, as far as it speaks of the event. `view`: all that log events have told by now. `atEvent`: of whoever remembers
 * sessions.
 */
export function toAnsweredOutcome(
  event: LogEvent,
  { session, fetchedAtMs }: AnsweredQuestion,
  source: 'api' | 'cache',
  view: SessionView | undefined,
  atEvent = toSessionAtEvent,
): SettledOutcome {
  if (session === undefined) {
    const known = view && { view, answer: undefined };
    return { outcome: withObserved({ status: 'not_found', source, fetchedAtMs }, event, known) };
  }
  const { type, occurredAtMs } = event;
  const usedAgainAtMs = view?.sightings.findLast(({ kind }) => kind !== 'other')?.atMs;
  const shown = atEvent({ session, fetchedAtMs }, { type, occurredAtMs, usedAgainAtMs });
  return {
    outcome: { status: 'enriched', session: shown, source, fetchedAtMs },
    ...(shown !== session && { asRead: session }),
  };
}

/** Nobody asked: what is known has to do, and where nothing is, the reason is the status. */
export function toUnaskedOutcome(
  event: LogEvent,
  reason: NotAsked,
  known: KnownSession | undefined,
): SettledOutcome {
  const outcome = withObserved({ status: statusOf[reason], reason }, event, known);
  return { outcome: outcome.observed === undefined ? outcome : { ...outcome, status: 'observed' } };
}

/** Auth0 was asked, and gave no answer that helps. */
export function toFailedOutcome(
  event: LogEvent,
  failure: SessionOutcome,
  known: KnownSession | undefined,
): SettledOutcome {
  return { outcome: withObserved(failure, event, known) };
}

function withObserved(
  outcome: SessionOutcome,
  event: LogEvent,
  known: KnownSession | undefined,
): SessionOutcome {
  const told = known && toObservedSession(viewAt(known.view, event.occurredAtMs));
  const observed = withBeginning(told, known?.answer?.found?.session);
  const shown = observed && isWithoutMethods(event.type) ? withoutMethods(observed) : observed;
  return shown === undefined ? outcome : { ...outcome, observed: shown };
}

/**
 * How the session began, where Auth0 has told it for another event: that holds for the session's whole life, however old the
 * answer is. Its login, once seen, says the same.
 */
function withBeginning(
  told: ObservedSession | undefined,
  session: Auth0Session | undefined,
): ObservedSession | undefined {
  const initial_ip = readShownText(session?.device?.initial_ip);
  const initial_user_agent = readShownText(session?.device?.initial_user_agent);
  if (initial_ip === undefined && initial_user_agent === undefined) return told;
  return {
    ...told,
    ...(initial_ip !== undefined && { initial_ip: { value: initial_ip, basis: 'exact' } }),
    ...(initial_user_agent !== undefined && {
      initial_user_agent: { value: initial_user_agent, basis: 'exact' },
    }),
  };
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
