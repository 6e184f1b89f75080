/** OCSF's closed lists as far as we use them: an id and its caption have to agree word for word. */

export interface ClassCaption {
  readonly name: string;
  readonly categoryUid: number;
  readonly categoryName: string;
}

const iam = { categoryUid: 3, categoryName: 'Identity & Access Management' };
const application = { categoryUid: 6, categoryName: 'Application Activity' };

export const baseEvent: ClassCaption = { name: 'Base Event', categoryUid: 0, categoryName: 'Uncategorized' };

export const classes: ReadonlyMap<number, ClassCaption> = new Map([
  [0, baseEvent],
  [2004, { name: 'Detection Finding', categoryUid: 2, categoryName: 'Findings' }],
  [3001, { name: 'Account Change', ...iam }],
  [3002, { name: 'Authentication', ...iam }],
  [3004, { name: 'Entity Management', ...iam }],
  [3006, { name: 'Group Management', ...iam }],
  [6003, { name: 'API Activity', ...application }],
  [6008, { name: 'Application Error', ...application }],
]);

export const severities: readonly string[] = ['Unknown', 'Informational', 'Low', 'Medium', 'High'];

export const riskLevelCaptions = {
  info: { id: 0, name: 'Info', severityId: 1 },
  low: { id: 1, name: 'Low', severityId: 2 },
  medium: { id: 2, name: 'Medium', severityId: 3 },
  high: { id: 3, name: 'High', severityId: 4 },
} as const;
