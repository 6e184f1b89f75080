import { toEventFacts } from '../../../../functions/ledger/event-facts.ts';
import type { StoredAnswer } from '../../../../functions/ledger/session-ledger.ts';
import { type SessionView, toSessionView } from '../../../../functions/ledger/session-view.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import type { Auth0Session } from '../../../../functions/session/session-outcome.ts';
import { settings } from '../../ledger/ledger-events.ts';

/** What these events tell of their session. */
export function toViewOf(...events: readonly LogEvent[]): SessionView {
  return toSessionView(events.flatMap((event) => toEventFacts(event, settings).session?.facts ?? []));
}

/** An answer as the ledger keeps it; without a session it was a 404. */
export function toStoredAnswer(askedAtMs: number, session?: Auth0Session): StoredAnswer {
  const found = session && { fetchedAtMs: askedAtMs, session, withIdentity: () => session };
  return { askedAtMs, isGone: session === undefined, found };
}
