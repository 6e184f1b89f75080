/**
 * What a record is held against: the official schemas of OCSF or ECS, and for records in Auth0's own form, which
 * nobody else defines, the schema that we publish in docs/schemas.
 */
export type Contract = `ocsf ${string}` | 'ecs' | 'raw';

/** The contract of what a record mapper with these options makes; the version counts for OCSF alone. */
export const contractOf = (format: 'ocsf' | 'ecs' | 'raw', ocsfVersion: string): Contract =>
  format === 'ocsf' ? `ocsf ${ocsfVersion}` : format;
