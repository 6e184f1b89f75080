import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type * as z from 'zod';
import { plans } from './request-budget.ts';
import { type TenantFile, tenantSchema } from './tenant-schema.ts';

/** One tenant, checked and complete: what a stack is made from. */
export interface TenantConfig extends TenantFile {
  /** The name of the file, without `.json`. */
  readonly tenant: string;
}

/** Everything that is wrong with one tenant file, a line each. The file has to be changed; trying again is no use. */
export class TenantFileError extends Error {
  override readonly name = 'TenantFileError';
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super([`${file}:`, ...problems].join(problems.length === 1 ? ' ' : '\n  '));
    this.problems = problems;
  }
}

/** Every `<tenant>.json` of a folder, by name. Throws `TenantFileError` for the first file that is wrong. */
export function loadTenants(folder: string): TenantConfig[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => loadTenant(path.join(folder, name)));
}

/** Throws `TenantFileError`. */
export function loadTenant(file: string): TenantConfig {
  return parseTenant(path.basename(file, '.json'), readFileSync(file, 'utf8'), path.relative('', file));
}

/** Throws `TenantFileError`, whose lines name the path, the value and what is allowed. */
export function parseTenant(
  tenant: string,
  json: string,
  file = `infra/tenants/${tenant}.json`,
): TenantConfig {
  if (!/^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(tenant)) {
    throw new TenantFileError(file, [
      `the name of the file is the tenant's: expected 1 to 32 lower-case letters, digits and hyphens, beginning with a letter, got ${show(tenant)}`,
    ]);
  }
  const input = parseJson(file, json);
  const { data, error } = tenantSchema.safeParse(input);
  if (!data)
    throw new TenantFileError(
      file,
      error.issues.flatMap((issue) => toProblems(issue, input)),
    );
  const problems = findConflicts(data);
  if (problems.length > 0) throw new TenantFileError(file, problems);
  return { tenant, ...data };
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new TenantFileError(file, [`not JSON: ${reason}`]);
  }
}

/** One line each: what is wrong where, what was found, what is allowed. */
function toProblems(issue: z.core.$ZodIssue, input: unknown, base: readonly PropertyKey[] = []): string[] {
  const at = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${showPath([...at, key])}: unknown key, expected ${issue.message}`);
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => `${showPath(at)}: unknown key, expected ${message}`);
  }
  const value = valueAt(input, at);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that was meant is the one with the form of the value; all our unions have the object first.
    const [branch = []] = issue.errors;
    if (isObject(value)) return branch.flatMap((inner) => toProblems(inner, input, at));
    const allowed = issue.errors.flatMap((issues) => issues.map(({ message }) => message));
    return [toProblem(at, value, [...new Set(allowed)].join(' or '))];
  }
  return [toProblem(at, value, issue.message)];
}

function toProblem(at: readonly PropertyKey[], value: unknown, allowed: string): string {
  return `${showPath(at)}: ${value === undefined ? 'missing' : `got ${showValue(at, value)}`}, expected ${allowed}`;
}

/** What no single field can tell. */
function findConflicts(file: TenantFile): string[] {
  return [
    ...findAuth0Conflicts(file),
    ...findIngressConflicts(file),
    ...findRecordConflicts(file),
    ...findDestinationConflicts(file),
    ...findAlarmConflicts(file),
  ];
}

function findAuth0Conflicts({
  auth0: { plan, budget, tokenSecretArn, rotationHours },
}: TenantFile): string[] {
  const problems: string[] = [];
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
  return ingress.webhook || ingress.eventBridge
    ? []
    : ['ingress: got {}, expected webhook, eventBridge or both'];
}

function findRecordConflicts({ records, securityLake }: TenantFile): string[] {
  const { format, ocsfVersion, findingFrom } = records;
  const problems: string[] = [];
  if (format !== 'ocsf' && ocsfVersion) {
    problems.push(`records.ocsfVersion: set beside the format ${format}, expected only with ocsf`);
  }
  if (format !== 'ocsf' && findingFrom) {
    problems.push(`records.findingFrom: set beside the format ${format}, expected only with ocsf`);
  }
  if (securityLake && (format !== 'ocsf' || ocsfVersion === undefined || ocsfVersion === '1.8.0')) {
    const got = format === 'ocsf' ? `ocsf ${ocsfVersion ?? '1.8.0'}` : format;
    problems.push(
      `securityLake: the records are ${got}, expected records.format ocsf and records.ocsfVersion 1.3.0 or 1.1.0`,
    );
  }
  return problems;
}

function findDestinationConflicts({ destinations, securityLake, ingress, kmsKeyArn }: TenantFile): string[] {
  const problems: string[] = [];
  if (destinations.length === 0 && !securityLake) {
    problems.push('destinations: got none, expected at least one, or securityLake');
  }
  const seen = new Map<string, number>();
  for (const [index, destination] of destinations.entries()) {
    const at = `destinations[${index}]`;
    const identity = toIdentity(destination);
    const earlier = seen.get(identity);
    if (earlier !== undefined) {
      problems.push(`${at}: the same as destinations[${earlier}] (${identity}), expected each once`);
    }
    seen.set(identity, index);
    if (destination.type === 'bucket') {
      const { expireAfterDays = 400, infrequentAccessAfterDays = 'never' } = destination;
      if (
        expireAfterDays !== 'never' &&
        infrequentAccessAfterDays !== 'never' &&
        infrequentAccessAfterDays >= expireAfterDays
      ) {
        problems.push(
          `${at}.infrequentAccessAfterDays: got ${infrequentAccessAfterDays}, expected less than expireAfterDays, ${expireAfterDays}`,
        );
      }
    }
    if (destination.type === 'https' && destination.kind === 'hec' && destination.header) {
      problems.push(
        `${at}.header: set beside the kind hec, whose header is always Authorization, expected only with ndjson`,
      );
    }
    const partnerBus = ingress.eventBridge?.partnerEventSourceName;
    if (
      destination.type === 'eventBus' &&
      partnerBus &&
      destination.arn.endsWith(`event-bus/${partnerBus}`)
    ) {
      problems.push(`${at}.arn: the bus that events come in by, expected another`);
    }
  }
  const regions = new Set(
    destinations.flatMap((one) => (one.type === 'deliveryStream' ? [regionOf(one.arn)] : [])),
  );
  if (kmsKeyArn) regions.add(regionOf(kmsKeyArn));
  if (regions.size > 1) {
    problems.push(
      `destinations: delivery streams and key lie in ${[...regions].join(' and ')}, expected the Region of the stack`,
    );
  }
  return problems;
}

function findAlarmConflicts({ alarms }: TenantFile): string[] {
  if (alarms === 'none' || alarms.email || alarms.topicArn) return [];
  return ['alarms: tells nobody, expected email, topicArn or both, or "none" in place of the object'];
}

type Destination = TenantFile['destinations'][number];

/** Two destinations of one identity would get every record twice, or want resources of one name. */
function toIdentity(destination: Destination): string {
  if (destination.type === 'bucket') return 'bucket';
  return `${destination.type} ${destination.type === 'https' ? destination.name : destination.arn}`;
}

const regionOf = (arn: string) => arn.split(':')[3] ?? '';

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

function valueAt(input: unknown, at: readonly PropertyKey[]): unknown {
  return at.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), input);
}

function showPath(at: readonly PropertyKey[]): string {
  const text = at.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

/** A value that may be a secret in the wrong place is not repeated. */
function showValue(at: readonly PropertyKey[], value: unknown): string {
  if (/secret|token|password|key/i.test(String(at.at(-1))) && typeof value === 'string') {
    return `a text of ${value.length} characters`;
  }
  return show(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
