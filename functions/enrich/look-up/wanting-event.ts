import type { SessionEntry } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LinePlace } from './later-look-up.ts';
import type { SettledOutcome } from './settled-outcome.ts';

/** An event that wants its session. */
export interface WantingEvent {
  readonly event: LogEvent;
  /** The event's own message: with it, the event may wait in the queue of look-ups. */
  readonly message?: { readonly body: string; readonly enqueuedAtMs: number } | undefined;
  /** It has come from that queue: its place, and how often its message has been delivered. */
  readonly returned?: { readonly place: LinePlace; readonly deliveries: number } | undefined;
  /** Sent again from an archive, so that nobody waits for it. */
  readonly isBackfill?: boolean | undefined;
}

/** What became of an event's look-up. */
export type Settled =
  | (SettledOutcome & {
      readonly isLater?: false;
      /** What log events have told of its session, this one among them. */
      readonly entry: SessionEntry | undefined;
    })
  /** It waits in the queue of look-ups; its message is done. */
  | { readonly isLater: true };
