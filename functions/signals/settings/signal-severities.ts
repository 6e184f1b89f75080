/** What a signal may be made to weigh. */
export const signalSeverities = ['informational', 'low', 'medium', 'high'] as const;
export type SignalSeverity = (typeof signalSeverities)[number];
