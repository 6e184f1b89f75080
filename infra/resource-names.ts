import { createHash } from 'node:crypto';

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

/** A queue's name has 80 characters, of which the longest tenant and `_retry-dead_` need 61. */
const mostSlugCharacters = 19;

/**
 * A destination's id as part of a queue's name: as it is, where a queue may be called so; else what fits of it, an
 * underscore and a hash, which no id has that is taken as it is.
 */
export function toQueueSlug(destinationId: string): string {
  if (/^[A-Za-z0-9-]+$/.test(destinationId) && destinationId.length <= mostSlugCharacters)
    return destinationId;
  const hash = createHash('sha256').update(destinationId).digest('hex').slice(0, 8);
  const readable = destinationId.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, mostSlugCharacters - 9);
  return `${readable}_${hash}`;
}

/** How a stack was laid out when it was first deployed: docs/decisions/0077 says why there are two ways. */
export const layouts = ['first', 'second'] as const;
export type Layout = (typeof layouts)[number];

export type ResourceNames = ReturnType<typeof toResourceNames>;

/**
 * What a tenant's stack calls its resources: by these names operators and the CLI find them. CloudFormation replaces a
 * resource whose name changes, so none may.
 */
export function toResourceNames(tenant: string, layout: Layout = 'first') {
  const stack = toStackName(tenant);
  const secrets = `session-enricher/${tenant}`;
  return {
    tenant,
    stack,
    queue: `${stack}-log-events`,
    deadLetterQueue: `${stack}-dead-letters`,
    /** What EventBridge could not put into the queue. */
    undeliveredQueue: `${stack}-undelivered`,
    /** What a destination did not take, by the destination's id; no tenant's name has the underscore. */
    toRetryQueue: (destinationId: string) => `${stack}_retry_${toQueueSlug(destinationId)}`,
    toRetryDeadLetterQueue: (destinationId: string) => `${stack}_retry-dead_${toQueueSlug(destinationId)}`,
    /** What the retry queues of this tenant begin with, and those of no other. */
    retryQueuePrefix: `${stack}_retry_`,
    retryDeadLetterQueuePrefix: `${stack}_retry-dead_`,
    /** Log events whose look-up matters, while they wait for their turn. */
    lookUpsQueue: `${stack}-look-ups`,
    deduplicationTable: `${stack}-deduplication`,
    ledgerTable: `${stack}-ledger`,
    recordsStream: `${stack}-records`,
    toLakeStream: (classUid: number) => `${stack}-lake-${classUid}`,
    toFunction: (service: string) => `${stack}-${service}`,
    toAlarm: (section: string) => `${stack}-${section}`,
    tokenSecret: `${secrets}/management-token`,
    // A name that ends in a hyphen and six characters reads as a whole ARN where its ARN without suffix is given.
    clientSecret: `${secrets}/${layout === 'first' ? 'auth0-client' : 'auth0-application'}`,
    webhookSecret: `${secrets}/webhook-authorization`,
    /** The prefix keeps it out of the account's policy for log groups, which has 5,120 characters for all of them. */
    accessLogs: `/aws/vendedlogs/${stack}-webhook`,
    privacyKey: `${secrets}/privacy-key`,
    ledgerKey: `${secrets}/ledger-key`,
    toDestinationSecret: (name: string) =>
      `${secrets}/destination-${name}${layout === 'first' ? '' : '-token'}`,
  };
}
