/** Whether a name can be part of every resource's name: 1 to 32 characters, beginning with a letter. */
export function isTenantName(tenant: string): boolean {
  return /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(tenant);
}

/** The namespace of the functions' own metrics; the dimensions are `service` and `tenant`. */
export const metricNamespace = 'SessionEnricher';

/** The stack of a tenant; its HTTP API and its dashboard have the same name. */
export function toStackName(tenant: string): string {
  return `session-enricher-${tenant}`;
}

export type ResourceNames = ReturnType<typeof toResourceNames>;

/**
 * What a tenant's stack calls its resources: by these names operators and the CLI find them. CloudFormation replaces a
 * resource whose name changes, so none may.
 */
export function toResourceNames(tenant: string) {
  const stack = toStackName(tenant);
  const secrets = `session-enricher/${tenant}`;
  return {
    tenant,
    stack,
    queue: `${stack}-log-events`,
    deadLetterQueue: `${stack}-dead-letters`,
    /** What EventBridge could not put into the queue. */
    undeliveredQueue: `${stack}-undelivered`,
    deduplicationTable: `${stack}-deduplication`,
    recordsStream: `${stack}-records`,
    toLakeStream: (classUid: number) => `${stack}-lake-${classUid}`,
    toFunction: (service: string) => `${stack}-${service}`,
    toAlarm: (section: string) => `${stack}-${section}`,
    tokenSecret: `${secrets}/management-token`,
    clientSecret: `${secrets}/auth0-client`,
    webhookSecret: `${secrets}/webhook-authorization`,
    privacyKey: `${secrets}/privacy-key`,
    toDestinationSecret: (name: string) => `${secrets}/destination-${name}`,
  };
}
