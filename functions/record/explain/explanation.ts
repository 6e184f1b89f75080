import type { RiskLevel } from '../../signals/risk-level.ts';
import type { EventWords } from './event-words.ts';

/** A piece of a sentence: what was, what is now, and what makes it weaker stand out. */
export interface Phrase {
  readonly text: string;
  readonly tone?: 'was' | 'now' | 'weak';
}

/** One side of a change; an ISO time in `main` is for the reader to format. */
export interface Side {
  readonly main: string;
  readonly detail?: string;
}

/** One raised signal in words. */
export interface EvidenceWords {
  readonly signal: string;
  readonly title: string;
  readonly severityId: number;
  readonly attack: readonly string[];
  readonly before?: Side;
  readonly after?: Side;
  /** Signals it is made of. */
  readonly because: readonly string[];
  /** The entry of an allow-list that explains it. */
  readonly allowed?: string;
}

export interface FactorWords {
  readonly name: string;
  readonly isSecond: boolean;
  readonly atMs?: number;
}

/** Where the session behind an event came from: read from Auth0, told by other events, or not known. */
export type Coverage = 'api' | 'observed' | 'none';

/** A login for people: what an analyst asks first, in the order of asking. */
export interface Explanation {
  readonly sentence: readonly Phrase[];
  /** What changed, short enough for a row; empty when nothing was raised. */
  readonly headline: string;
  readonly riskLevel: RiskLevel;
  /** Of the record: its type's severity, raised to the risk. OCSF 1 Informational to 4 High. */
  readonly severityId: number;
  readonly event: EventWords;
  readonly timeMs: number;
  /** The most telling name, cut: user name, else user ID; empty when the event names nobody. */
  readonly user: string;
  readonly userId: string;
  readonly application: string;
  readonly address: string;
  /** `AS64496`, where the session tells it for the event's address; else empty. */
  readonly network: string;
  readonly place: string;
  readonly program: string;
  readonly evidence: readonly EvidenceWords[];
  /** Signals looked at, and no. */
  readonly no: readonly string[];
  readonly factors: readonly FactorWords[];
  readonly singleFactor?: boolean;
  readonly loginAgeMs?: number;
  readonly idleMs?: number;
  readonly applications?: number;
  readonly coverage: Coverage;
  readonly status: string;
  readonly reason?: string;
  /** How long after the event the session was read; negative when before. */
  readonly readAfterMs?: number;
}
