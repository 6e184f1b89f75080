import * as z from 'zod';
import type { PrivacyRules } from '../record/privacy.ts';
import { type OcsfVersion, ocsfVersions, type RecordFormat, recordFormats } from '../record/record.ts';
import type { RiskLevel } from '../signals/signal.ts';
import { parseSignalSettings, type SignalSettings } from '../signals/signal-settings.ts';

/** How events of a type are looked up: by request, from the cache alone, or not at all. */
export type LookUpMode = 'fetch' | 'cache_only' | 'never';

export type DestinationConfig =
  | { readonly type: 'stdout' }
  | { readonly type: 'firehose'; readonly streamName: string; readonly joinLines: boolean }
  | { readonly type: 'securityLake'; readonly streams: Readonly<Record<string, string | null>> }
  | { readonly type: 'eventbridge'; readonly busName: string }
  | {
      readonly type: 'https';
      readonly url: string;
      readonly kind: 'hec' | 'ndjson';
      readonly secretId: string;
      readonly header?: string | undefined;
    };

/** What the enrich function is told by its environment. */
export interface EnrichConfig {
  readonly tenant: string;
  /** Where the Management API is, without a path: `https://acme.eu.auth0.com`. */
  readonly auth0BaseUrl: string;
  readonly tokenSecretId: string;
  /** This worker's share of the tenant's Management API budget, in requests. */
  readonly budget: { readonly ratePerSecond: number; readonly burst: number; readonly reserve: number };
  readonly cacheTtlMs: number;
  readonly maxDelayMs: number;
  readonly lookUps: Readonly<Record<string, LookUpMode>>;
  readonly format: RecordFormat;
  readonly ocsfVersion: OcsfVersion;
  readonly rawData: boolean;
  readonly textData: boolean;
  readonly findingFrom: RiskLevel | undefined;
  readonly signals: SignalSettings;
  readonly privacy: PrivacyRules;
  readonly privacyKeySecretId: string | undefined;
  readonly destinations: readonly DestinationConfig[];
  /** The queue that the batches come from. Without it, what fails comes back after the queue's own timeout alone. */
  readonly queueUrl: string | undefined;
}

/** The environment is wrong; `message` names every wrong key and never a value. Nothing can be done until it is mended. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

const wholeUrl = (allowed: string) =>
  z.string().refine((text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname));
  }, `expected ${allowed}, https unless it is a loopback address`);

const host = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, 'expected a bare host such as acme.eu.auth0.com');

/** A key whose value is JSON text; what is inside is named by its path. */
const jsonOf = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `expected a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `expected a whole number from ${least} to ${most}`);

const flag = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');
const text = z.string().min(1, 'expected a value that is not empty');

/** `signals` of a tenant file; the room of the signals knows what is allowed. */
export const signalSettings = z.unknown().transform((value, context): SignalSettings => {
  try {
    return parseSignalSettings(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'wrong' });
    return z.NEVER;
  }
});

/** `privacy` of a tenant file. */
export const privacyRules = z.strictObject({
  sessionMetadata: z.array(z.string()).optional(),
  fields: z.record(z.string(), z.enum(['hash', 'mask', 'drop', 'truncate_ip'])).optional(),
});

const destination = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stdout') }),
  z.strictObject({ type: z.literal('firehose'), streamName: text, joinLines: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('securityLake'),
    streams: z.record(z.string().regex(/^\d+$/, 'expected the number of a class'), text.nullable()),
  }),
  z.strictObject({ type: z.literal('eventbridge'), busName: text }),
  z.strictObject({
    type: z.literal('https'),
    url: wholeUrl('a URL'),
    kind: z.enum(['hec', 'ndjson']),
    secretId: text,
    header: z.string().optional(),
  }),
]);

const environment = z.object({
  TENANT: text,
  AUTH0_DOMAIN: host,
  AUTH0_BASE_URL: wholeUrl('a URL without a path').optional(),
  TOKEN_SECRET_ID: z
    .string()
    .regex(/^[\w/+=.@:-]+$/, 'expected the name or ARN of the secret, not its value')
    .refine((value) => !value.startsWith('eyJ'), 'expected the name or ARN of the secret, not its value'),
  BUDGET: jsonOf(
    z.strictObject({
      ratePerSecond: z.number().positive(),
      burst: z.number().min(1),
      reserve: z.number().min(0),
    }),
  ),
  CACHE_TTL_SECONDS: wholeNumber(0, 86_400).default(30),
  MAX_DELAY_SECONDS: wholeNumber(1, 3_600).default(120),
  LOOK_UPS: jsonOf(z.record(z.string(), z.enum(['fetch', 'cache_only', 'never']))).default({}),
  RECORD_FORMAT: z.enum(recordFormats, `expected one of ${recordFormats.join(', ')}`).default('ocsf'),
  OCSF_VERSION: z.enum(ocsfVersions, `expected one of ${ocsfVersions.join(', ')}`).default('1.8.0'),
  RAW_DATA: flag.default(false),
  TEXT_DATA: flag.default(false),
  FINDING_FROM: z.enum(['low', 'medium', 'high'], 'expected one of low, medium, high').optional(),
  SIGNALS: jsonOf(signalSettings).default({}),
  PRIVACY: jsonOf(privacyRules).default({}),
  PRIVACY_KEY_SECRET_ID: text.optional(),
  DESTINATIONS: jsonOf(z.array(destination).min(1, 'expected at least one destination')),
  QUEUE_URL: wholeUrl('the URL of the queue').optional(),
});

/**
 * Reads the environment once, at cold start.
 *
 * @throws {ConfigError} when a key is missing or wrong.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): EnrichConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success)
    throw new ConfigError(`wrong environment: ${parsed.error.issues.map(describeIssue).join('; ')}`);
  const values = parsed.data;
  const needsKey = Object.values(values.PRIVACY.fields ?? {}).includes('hash');
  if (needsKey && values.PRIVACY_KEY_SECRET_ID === undefined) {
    throw new ConfigError(
      'wrong environment: PRIVACY_KEY_SECRET_ID: expected the secret with the key, as PRIVACY hashes a field',
    );
  }
  return {
    tenant: values.TENANT,
    auth0BaseUrl: (values.AUTH0_BASE_URL ?? `https://${values.AUTH0_DOMAIN}`).replace(/\/$/, ''),
    tokenSecretId: values.TOKEN_SECRET_ID,
    budget: values.BUDGET,
    cacheTtlMs: values.CACHE_TTL_SECONDS * 1_000,
    maxDelayMs: values.MAX_DELAY_SECONDS * 1_000,
    lookUps: values.LOOK_UPS,
    format: values.RECORD_FORMAT,
    ocsfVersion: values.OCSF_VERSION,
    rawData: values.RAW_DATA,
    textData: values.TEXT_DATA,
    findingFrom: values.FINDING_FROM,
    signals: values.SIGNALS,
    privacy: values.PRIVACY as PrivacyRules,
    privacyKeySecretId: values.PRIVACY_KEY_SECRET_ID,
    destinations: values.DESTINATIONS,
    queueUrl: values.QUEUE_URL,
  };
}

/** What a key without a default has to hold. */
const required: { readonly [key: string]: string } = {
  TENANT: 'the name of the tenant',
  AUTH0_DOMAIN: 'a bare host such as acme.eu.auth0.com',
  TOKEN_SECRET_ID: 'the name or ARN of the secret, not its value',
  BUDGET: 'JSON such as {"ratePerSecond":4,"burst":12,"reserve":2}',
  DESTINATIONS: 'a JSON array such as [{"type":"stdout"}]',
};

/** Zod's own messages may quote what they got, so a wrong type is said in our words. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `${path}: unknown key ${issue.keys.join(', ')}`;
  if (issue.code !== 'invalid_type') return `${path}: ${issue.message}`;
  if (issue.path.length === 1) return `${path}: missing, expected ${required[path] ?? issue.expected}`;
  return `${path}: expected ${issue.expected}`;
}
