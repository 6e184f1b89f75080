import type { Auth0Session } from '../session/session-outcome.ts';
import type { LedgerFact } from './fact.ts';
import type { FactText } from './fact-text.ts';
import type { SessionView } from './session-view.ts';
import type { UserView } from './user-view.ts';

export interface SessionAddition {
  readonly sessionId: string;
  /** Of all the batch's events of this session; none: it is only read. */
  readonly facts: readonly FactText[];
}

export interface UserAddition {
  readonly userId: string;
  readonly facts: readonly LedgerFact[];
}

/**
 * Where an entry comes from. `table`: all workers' knowledge. `memory`: this process's, which is all there is.
 * `fallback`: the table is out of reach, so history is unknown, and only the batch's own facts are there.
 */
export type LedgerSource = 'table' | 'memory' | 'fallback';

export interface SessionEntry {
  /** After these facts, and for all time: use `viewAt` for an event. */
  readonly view: SessionView;
  readonly answer: StoredAnswer | undefined;
  /** When a worker's turn to ask Auth0 is, or was, in the line's time. */
  readonly askingAtMs: number | undefined;
  /** Signals whose incident has been created, with the tag of the creating `log_id`: {@link SessionLedger.claimIncident}. */
  readonly creators: ReadonlyMap<string, string>;
  readonly source: LedgerSource;
}

export interface UserEntry {
  readonly view: UserView;
  readonly source: LedgerSource;
}

/** What Auth0 said of a session when it was last asked. */
export interface StoredAnswer {
  /** Epoch milliseconds at which the newest question was sent. */
  readonly askedAtMs: number;
  /** The newest answer to that was 404: true of events at or before `askedAtMs`, and of no later sign-in. */
  readonly isGone: boolean;
  /** The newest session that Auth0 gave. It stays true of its time after a 404. */
  readonly found: StoredSession | undefined;
}

export interface StoredSession {
  readonly fetchedAtMs: number;
  /** Without `id`, `session_metadata`, `user_id` and `actor`: records take identity from the event. */
  readonly session: Auth0Session;
  /**
   * The session with its identity as far as the event's own texts tell it: `user_id` and `actor.sub` are put back where
   * their hash is that of one of these texts, else they are `hmac:` and the hash, which is nobody's ID.
   */
  withIdentity(known: { readonly id: string; readonly texts: readonly string[] }): Auth0Session;
}

/**
 * What log events, and Auth0, have said of sessions and their users. Order, repetition and the number of workers make no
 * difference to what it says in the end. Never rejects, and never holds an event up: what it cannot know is absent.
 */
export interface SessionLedger {
  /** One call a session: adds its facts and reads the whole, or only reads. The map has every session asked for. */
  add(additions: readonly SessionAddition[]): Promise<ReadonlyMap<string, SessionEntry>>;
  /**
   * Reads each user, and writes what is news. Of additions that are still on their way the `userIds` may be known already: then
   * these are read meanwhile. Rejects only where the additions do.
   */
  addUsers(
    additions: readonly UserAddition[] | Promise<readonly UserAddition[]>,
    userIds?: readonly string[],
  ): Promise<ReadonlyMap<string, UserEntry>>;
  /** Keeps an answer for all workers; without a session it was a 404. An older one than is there is dropped. */
  keepAnswer(
    sessionId: string,
    answer: { readonly askedAtMs: number; readonly session: Auth0Session | undefined },
  ): Promise<void>;
  /** Lets other workers wait for this one's answer instead of asking. */
  noteAsking(sessionId: string, askingAtMs: number): Promise<void>;
  /**
   * Whether this event is the one that created the incident: true for the first to claim it, and for that one again on
   * its redelivery. Without the table, true for the first in this process.
   */
  claimIncident(sessionId: string, signal: string, logId: string): Promise<boolean>;
  /** Forgets a session; false when the table was out of reach. */
  eraseSession(sessionId: string): Promise<boolean>;
  /** Forgets what is kept of a user beyond sessions; false when the table was out of reach. */
  eraseUser(userId: string): Promise<boolean>;
}
