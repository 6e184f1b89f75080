/** What the signals of an event come to, the gentlest first. */
export const riskLevels = ['info', 'low', 'medium', 'high'] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** Levels from which a record may be followed by a Detection Finding: with `info` every record would be. */
export const findingLevels = ['low', 'medium', 'high'] as const satisfies readonly RiskLevel[];
export type FindingLevel = (typeof findingLevels)[number];
