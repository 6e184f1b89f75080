import type { SessionView } from '../ledger/session-view.ts';
import type { Sighting } from '../ledger/fact.ts';
import type { UserView } from '../ledger/user-view.ts';

/**
 * What log events, this one among them, have told of a session and its user: the ledger's views. Whoever calls signals hands
 * it over, for reading it is the ledger's work.
 */
export interface SignalHistory {
  /** Whose history it is: the event's session, or the one that the event ended through the Management API. */
  readonly sessionId: string | undefined;
  /** What stands for this event in the views. */
  readonly tag: string;
  /** What stands for the events that were learnt together with it, whose own records tell what they raise. */
  readonly batchTags: ReadonlySet<string>;
  /** What stands for the event's client in the view's exchanges. */
  readonly clientTag: string | undefined;
  /** All that is known of the session, later facts included; undefined for an event without a session. */
  readonly session: SessionView | undefined;
  /** What of it had happened by then. */
  readonly sessionAt: (view: SessionView, occurredAtMs: number) => SessionHistory;
  /** What was known of the user at a time; undefined without a user, or while the user's history is not known. */
  readonly userAt: (occurredAtMs: number) => UserHistory | undefined;
  /** Whether facts of the session, or of the user, had been refused by then: their items are bounded. */
  readonly isFullAt: (occurredAtMs: number) => boolean;
  /** What stands for the network of an address in the user's view. */
  readonly toNetworkKey: (address: string) => string | undefined;
}

export interface SessionHistory {
  readonly view: SessionView;
  /** The login with which the session began, where it was seen. */
  readonly beginning: Sighting | undefined;
  /** Whether all is there that signals ask for: false for an event that came too late, and after facts were refused. */
  readonly isKnown: boolean;
  /** Whether facts had been refused by then for want of room: what needs earlier events is absent. */
  readonly isFull: boolean;
}

export interface UserHistory {
  readonly view: UserView;
  /** The same for the user. */
  readonly isKnown: boolean;
}
