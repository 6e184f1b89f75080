import type { LogEvent } from '../log-event/log-event.ts';
import type { SessionOutcome } from '../session/session-outcome.ts';
import type { RiskLevel } from './risk-level.ts';

/** What signals are derived from. No clock, no network: the same input gives the same answer. */
export interface SignalInput {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
  /** What an earlier event of the same session left behind; without it, what needs it is unknown. */
  readonly earlier?: EarlierEvent;
}

export interface EarlierEvent {
  readonly occurredAtMs: number;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly clientIds?: readonly string[];
  /** Epoch milliseconds at which the session was known to end. */
  readonly endsAtMs?: number;
}

/** One raised signal and what it rests on, by Auth0's own field names. `before` and `after` are always text. */
export interface SignalEvidence {
  readonly signal: string;
  /** OCSF: 1 Informational, 2 Low, 3 Medium, 4 High. */
  readonly severity_id: 1 | 2 | 3 | 4;
  /** MITRE ATT&CK technique IDs that the fact would fit. */
  readonly attack: readonly string[];
  readonly fields?: readonly string[];
  readonly before?: string;
  readonly after?: string;
  readonly [detail: string]: unknown;
}

/** The block a record carries. Unknown is not false: a signal that could not be answered is absent from `values`. */
export interface SignalBlock {
  readonly risk_level: RiskLevel;
  /** Highest severity first. */
  readonly raised: readonly string[];
  readonly values: { readonly [signal: string]: boolean };
  readonly facts: { readonly [fact: string]: string | number };
  readonly evidence: readonly SignalEvidence[];
}
