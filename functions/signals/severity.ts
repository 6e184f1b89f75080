import type { SignalEvidence } from './signal.ts';

export type Severity = SignalEvidence['severity_id'];

/** OCSF's numbers for the severities used here. */
export const severityIds = { informational: 1, low: 2, medium: 3, high: 4 } as const;
