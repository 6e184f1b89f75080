import { UsageError } from '../terminal/user-error.ts';

/** What the stack `session-enricher-<tenant>` calls its resources: see infra/constructs. */
export interface TenantNames {
  readonly tenant: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly recordsStream: string;
  /** What the names of the streams into Security Lake begin with; the number of a class follows. */
  readonly lakeStreams: string;
  readonly tokenSecret: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly privacyKey: string;
  /** What the names of the secrets of HTTPS destinations begin with. */
  readonly destinationSecrets: string;
}

export function toTenantNames(tenant: string): TenantNames {
  if (!/^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(tenant)) {
    throw new UsageError(
      `TENANT must be the name of a tenant file: 1 to 32 lower-case letters, digits and hyphens, got ${JSON.stringify(tenant)}`,
    );
  }
  return {
    tenant,
    queue: `session-enricher-${tenant}-log-events`,
    deadLetterQueue: `session-enricher-${tenant}-dead-letters`,
    recordsStream: `session-enricher-${tenant}-records`,
    lakeStreams: `session-enricher-${tenant}-lake-`,
    tokenSecret: `session-enricher/${tenant}/management-token`,
    clientSecret: `session-enricher/${tenant}/auth0-client`,
    webhookSecret: `session-enricher/${tenant}/webhook-authorization`,
    privacyKey: `session-enricher/${tenant}/privacy-key`,
    destinationSecrets: `session-enricher/${tenant}/destination-`,
  };
}
