/** What a record can be: Open Cybersecurity Schema Framework, Elastic Common Schema, or Auth0's event as it came. */
export const recordFormats = ['ocsf', 'ecs', 'raw'] as const;
export type RecordFormat = (typeof recordFormats)[number];
