import { plans } from '../../functions/session/budget-plan.ts';
import { findSecurityLakeConflicts } from './security-lake-conflicts.ts';
import { findArnConflicts } from './tenant-arn-conflicts.ts';
import type { TenantFile } from './tenant-schema.ts';
import { findTagConflicts } from './tenant-tags.ts';

/** What no single field can tell: keys that exclude each other, or need each other. One line each, none when all is well. */
export function findConflicts(file: TenantFile): string[] {
  return [
    ...findAuth0Conflicts(file),
    ...findIngressConflicts(file),
    ...findEnrichmentConflicts(file),
    ...findRecordConflicts(file),
    ...findNetworkConflicts(file),
    ...findDestinationConflicts(file),
    ...findSecurityLakeConflicts(file),
    ...findAlarmConflicts(file),
    ...findKeyConflicts(file),
    ...findArnConflicts(file),
    ...findTagConflicts(file.tags),
  ];
}

function findAuth0Conflicts({ auth0 }: TenantFile): string[] {
  const { domain, canonicalHost, plan, budget, tokenSecretArn, rotationHours } = auth0;
  const problems: string[] = [];
  // Auth0 makes tokens out to the tenant's own domain, and its APIs refuse them at a custom one.
  if (!domain.endsWith('.auth0.com') && canonicalHost !== true) {
    problems.push(
      `auth0.domain: got ${JSON.stringify(domain)}, which looks like a custom domain, expected the tenant’s own such as acme.eu.auth0.com; with "canonicalHost": true the own host of a private cloud`,
    );
  }
  if (plan && budget) problems.push('auth0.budget: set beside auth0.plan, expected one of the two');
  if (!plan && !budget) {
    problems.push(`auth0.plan: missing, expected one of ${Object.keys(plans).join(', ')}, or auth0.budget`);
  }
  if (tokenSecretArn && rotationHours !== undefined) {
    problems.push(
      'auth0.rotationHours: set beside auth0.tokenSecretArn, whose token the stack does not renew',
    );
  }
  return problems;
}

function findIngressConflicts({ ingress }: TenantFile): string[] {
  if (!ingress.webhook && !ingress.eventBridge) {
    return ['ingress: got {}, expected webhook, eventBridge or both'];
  }
  if (ingress.webhook?.refuseAtGateway && !ingress.webhook.allowedSourceCidrs) {
    return [
      'ingress.webhook.refuseAtGateway: set without allowedSourceCidrs, expected beside the addresses that may send',
    ];
  }
  const { bus = 'create', busName } = ingress.eventBridge ?? {};
  if (busName === undefined || bus === 'existing') return [];
  return ['ingress.eventBridge.busName: set beside bus "create", expected only with "existing"'];
}

function findEnrichmentConflicts({ enrichment }: TenantFile): string[] {
  const { lookUpWaitSeconds, maxDelaySeconds } = enrichment;
  if (lookUpWaitSeconds === undefined || maxDelaySeconds === undefined) return [];
  return [
    'enrichment.maxDelaySeconds: set beside enrichment.lookUpWaitSeconds, its new name, expected that alone',
  ];
}

function findRecordConflicts({ records: { format, ocsfVersion, findingFrom } }: TenantFile): string[] {
  if (format === 'ocsf') return [];
  const isOnlyWith = (key: string, formats: string) =>
    `records.${key}: set beside the format ${format}, expected only with ${formats}`;
  return [
    ...(ocsfVersion === undefined ? [] : [isOnlyWith('ocsfVersion', 'ocsf')]),
    ...(findingFrom === undefined || format === 'ecs' ? [] : [isOnlyWith('findingFrom', 'ocsf and ecs')]),
  ];
}

/** Files stand side by side in the functions, by their names alone. */
function findNetworkConflicts({ networks }: TenantFile): string[] {
  const files = (networks?.databases ?? []).map((one) =>
    one.startsWith('s3://') ? one : one.split('/').at(-1),
  );
  return files.flatMap((file, index) => {
    const earlier = files.indexOf(file);
    if (earlier === index) return [];
    return [
      `networks.databases[${index}]: by the name of networks.databases[${earlier}] (${file}), expected each name once`,
    ];
  });
}

function findDestinationConflicts({ destinations, ingress }: TenantFile): string[] {
  if (destinations.length === 0) return ['destinations: got none, expected at least one'];
  const seen = new Map<string, number>();
  return destinations.flatMap((destination, index) => {
    const at = `destinations[${index}]`;
    const identity = toIdentity(destination);
    const earlier = seen.get(identity);
    seen.set(identity, index);
    const problems = [
      ...findOwnConflicts(destination, ingress),
      ...findNameConflicts(destinations, index),
    ].map((problem) => `${at}${problem}`);
    if (earlier === undefined) return problems;
    return [...problems, `${at}: the same as destinations[${earlier}] (${identity}), expected each once`];
  });
}

type Destination = TenantFile['destinations'][number];

/** Its name or its ARN, or else there can be only one. Two destinations of one identity would get every record twice, or want resources of one name. */
function toIdentity(destination: Destination): string {
  const { type } = destination;
  if ('name' in destination) return `${type} ${destination.name}`;
  return 'arn' in destination ? `${type} ${destination.arn}` : type;
}

/** A stack has an output for each secret that it creates, and the names of outputs have no hyphens. */
function findNameConflicts(destinations: readonly Destination[], index: number): string[] {
  const toOutput = (one: Destination | undefined) =>
    one?.type === 'https' && !one.secretArn ? one.name.replaceAll('-', '') : undefined;
  const one = destinations[index];
  const earlier = destinations.findIndex((other) => toOutput(other) === toOutput(one));
  const other = destinations[earlier];
  if (one?.type !== 'https' || one.secretArn || other?.type !== 'https' || other.name === one.name) return [];
  return [
    `.name: got "${one.name}", which is destinations[${earlier}].name, "${other.name}", but for hyphens, expected another name, or secretArn`,
  ];
}

function findOwnConflicts(destination: Destination, ingress: TenantFile['ingress']): string[] {
  const { type } = destination;
  if (type === 'bucket') return findBucketConflicts(destination);
  if (type === 'eventBus') return findBusConflicts(destination, ingress);
  return type === 'https' ? findHttpsConflicts(destination) : [];
}

type Of<Type extends Destination['type']> = Extract<Destination, { readonly type: Type }>;

function findBucketConflicts(bucket: Of<'bucket'>): string[] {
  const { expireAfterDays = 400, infrequentAccessAfterDays = 'never' } = bucket;
  if (expireAfterDays === 'never' || infrequentAccessAfterDays === 'never') return [];
  if (infrequentAccessAfterDays < expireAfterDays) return [];
  return [
    `.infrequentAccessAfterDays: got ${infrequentAccessAfterDays}, expected less than expireAfterDays, ${expireAfterDays}`,
  ];
}

function findBusConflicts({ arn }: Of<'eventBus'>, ingress: TenantFile['ingress']): string[] {
  const partnerBus = ingress.eventBridge?.partnerEventSourceName;
  if (!partnerBus || !arn.endsWith(`event-bus/${partnerBus}`)) return [];
  return ['.arn: the bus that log events come in by, expected another'];
}

function findHttpsConflicts({ kind, header, acknowledgementSeconds }: Of<'https'>): string[] {
  if (acknowledgementSeconds !== undefined && kind !== 'hec') {
    return [`.acknowledgementSeconds: set beside the kind ${kind}, which knows none, expected only with hec`];
  }
  if (header === undefined) return [];
  if (kind === 'hec') {
    return ['.header: set beside the kind hec, whose header is Authorization, expected only with ndjson'];
  }
  if (!reservedHeader.test(header)) return [];
  return [`.header: got ${JSON.stringify(header)}, expected a header that the request does not set itself`];
}

const reservedHeader = /^(?:host|connection|content-.*|transfer-encoding|upgrade|expect|te|trailer)$/i;

function findKeyConflicts({ kmsKeyArn, previousKmsKeyArns = [] }: TenantFile): string[] {
  if (kmsKeyArn === undefined || !previousKmsKeyArns.includes(kmsKeyArn)) return [];
  return ['previousKmsKeyArns: names kmsKeyArn itself, expected keys of before'];
}

function findAlarmConflicts({ alarms, ingress }: TenantFile): string[] {
  if (alarms !== 'none' && alarms.heartbeat && !ingress.webhook) {
    return ['alarms.heartbeat: set without ingress.webhook, by which the heartbeat goes'];
  }
  if (alarms !== 'none' && alarms.heartbeat && ingress.webhook?.allowedSourceCidrs) {
    return [
      'alarms.heartbeat: set beside ingress.webhook.allowedSourceCidrs, which keeps the heartbeat out: EventBridge has no addresses of its own',
    ];
  }
  if (alarms !== 'none' && alarms.monthlyBudgetUsd !== undefined && !alarms.email && !alarms.topicArn) {
    return ['alarms.monthlyBudgetUsd: tells nobody, expected email, topicArn or both beside it'];
  }
  if (alarms === 'none' || alarms.email || alarms.topicArn || alarms.urgentTopicArn) return [];
  return ['alarms: tells nobody, expected email, topicArn or both, or "none" in place of the object'];
}
