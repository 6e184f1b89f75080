import type { RiskLevel } from '../../signals/risk-level.ts';
import type { Coverage } from './explanation.ts';
import type { EventWords } from './event-words.ts';

/** One event of a session or a user, in words. */
export interface StoryEvent {
  readonly logId: string;
  readonly sessionId: string;
  readonly timeMs: number;
  readonly event: EventWords;
  readonly riskLevel: RiskLevel;
  readonly severityId: number;
  readonly headline: string;
  readonly user: string;
  readonly userId: string;
  readonly application: string;
  readonly address: string;
  readonly place: string;
  /** `AS64496`, else the address; empty for an event that does not come from the user's own program. */
  readonly network: string;
  readonly program: string;
  readonly coverage: Coverage;
  readonly status: string;
}

export type Changing = 'network' | 'program';

/** Between two events something changed; the moment itself is not known. */
export interface StoryChange {
  /** Place in `events` of the first event of the new side. */
  readonly at: number;
  readonly what: readonly Changing[];
  /** Between the last event of the old side and the first of the new. */
  readonly withinMs: number;
}
