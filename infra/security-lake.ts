/** `class_uid` of the classes that records of these versions can have; security-lake-tables.json has a table for each. */
export const securityLakeClassUids = {
  base_event: 0,
  detection_finding: 2004,
  account_change: 3001,
  authentication: 3002,
  entity_management: 3004,
  group_management: 3006,
  api_activity: 6003,
} as const;
export type SecurityLakeClass = keyof typeof securityLakeClassUids;
export const securityLakeClasses = Object.keys(securityLakeClassUids) as readonly SecurityLakeClass[];

/** A custom source's place, as `CreateCustomLogSource` answers it (`source.provider.location`). */
export interface SecurityLakeLocation {
  readonly bucketName: string;
  /** Security Lake has a bucket a Region, and names it after the Region. */
  readonly region: string;
  /** `ext/<source>` or `ext/<source>/<version>`, without a slash at the end. */
  readonly prefix: string;
}

export const securityLakeLocationPattern =
  's3://(aws-security-data-lake-([a-z]{2}(?:-[a-z]+)+-\\d)-[a-z0-9-]{1,30})/(ext/[\\w.:-]{1,64}(?:/[\\w.-]{1,32})?)/?';

/** Undefined when the text is no such place. */
export function parseSecurityLakeLocation(text: string): SecurityLakeLocation | undefined {
  const [, bucketName, region, prefix] = new RegExp(`^${securityLakeLocationPattern}$`).exec(text) ?? [];
  return bucketName && region && prefix ? { bucketName, region, prefix } : undefined;
}
