import type { LogEvent } from '../log-event/log-event.ts';
import type { Auth0Session, SessionOutcome } from '../session/session-outcome.ts';
import type { SignalHistory } from './history.ts';
import type { RiskLevel } from './risk-level.ts';

/** What signals are derived from. No clock, no network: the same input gives the same answer. */
export interface SignalInput {
  readonly event: LogEvent;
  /** With the session as it was at the event. */
  readonly outcome: SessionOutcome;
  /** The session as it was read, where it has moved on since the event: for `moved_later` alone. */
  readonly asRead?: Auth0Session | undefined;
  /** What log events have told; without it, what needs it is unknown. */
  readonly history?: SignalHistory | undefined;
}

/** One raised signal and what it rests on, by Auth0's own field names. `before` and `after` are always text. */
export interface SignalEvidence {
  readonly signal: string;
  /** OCSF: 1 Informational, 2 Low, 3 Medium, 4 High. */
  readonly severity_id: 1 | 2 | 3 | 4;
  /** MITRE ATT&CK technique IDs that the fact would fit; none below Medium, nor where an allow-list explains it. */
  readonly attack: readonly string[];
  readonly fields?: readonly string[];
  readonly before?: string;
  readonly after?: string;
  readonly [detail: string]: unknown;
}

/** What a later event raises together with this one, which came after it: told here, for that one's record is gone. */
export interface SignalIncident extends SignalEvidence {
  /** When the later event happened, ISO 8601. */
  readonly time: string;
  readonly session_id: string;
}

/** The block a record carries. Unknown is not false: a signal that could not be answered is absent from `values`. */
export interface SignalBlock {
  readonly risk_level: RiskLevel;
  /** Highest severity first. */
  readonly raised: readonly string[];
  readonly values: { readonly [signal: string]: boolean };
  readonly facts: { readonly [fact: string]: string | number };
  readonly evidence: readonly SignalEvidence[];
  /** The ledger's item of the session, or of its user, had no room for facts by then: what needs history is absent. */
  readonly history_full?: true;
  /** Outside the verdict on this event; absent when there are none. */
  readonly incidents?: readonly SignalIncident[];
}
