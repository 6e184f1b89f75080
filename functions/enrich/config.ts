import type { PrivacyRules } from '../record/privacy/privacy-rules.ts';
import { type LookUpMode, lookUpModes } from '../log-event/look-up-mode.ts';
import type { RecordOptions } from '../record/create-record-mapper.ts';
import { latestOcsfVersion, ocsfVersions } from '../record/ocsf/ocsf-version.ts';
import { recordFormats } from '../record/record-format.ts';
import { defaultCacheTtlMs } from '../session/look-up-limits.ts';
import { findingLevels } from '../signals/risk-level.ts';
import type { SignalSettings } from '../signals/settings/signal-settings.ts';
import type { DestinationConfig } from '../destination/destination-config.ts';
import { checkPrivacy, checkSignals } from './check-settings.ts';
import { checkDestinations, isQueueName } from './create-destinations.ts';
import {
  type Check,
  filled,
  list,
  number,
  object,
  oneOf,
  type Problems,
  record,
  text,
  wholeQueueUrl,
  wholeUrl,
} from './check.ts';
import { ConfigError } from '../secret/config-error.ts';

/** What the enrich function is told by its environment. */
export interface EnrichConfig extends Omit<RecordOptions, 'privacy' | 'productVersion' | 'lookUpNetwork'> {
  readonly tenant: string;
  /** Which metrics are written: all, or those that an alarm looks at. */
  readonly metrics: 'all' | 'few';
  /** Where the Management API is, without a path: `https://acme.eu.auth0.com`. */
  readonly auth0BaseUrl: string;
  readonly tokenSecretId: string;
  /** What of the tenant's Management API budget is for look-ups, of all workers together, in requests. */
  readonly budget: { readonly ratePerSecond: number; readonly burst: number; readonly reserve: number };
  /** Sandboxes of all functions that look up, at most: each has its part of the budget where there is no line. */
  readonly mostWorkers: number;
  readonly cacheTtlMs: number;
  /** How long an event waits whose session looks stolen. */
  readonly lookUpWaitMs: number;
  /** Where such events wait. @default in the invocation, as far as that may */
  readonly lookUpsQueueUrl: string | undefined;
  /** The table of the session ledger and of the line of look-ups. @default memory, and a share of the budget */
  readonly ledger:
    | { readonly tableName: string; readonly keySecretId: string; readonly days: number }
    | undefined;
  readonly lookUps: Readonly<Record<string, LookUpMode>>;
  readonly signals: SignalSettings;
  readonly privacy: PrivacyRules;
  readonly privacyKeySecretId: string | undefined;
  readonly destinations: readonly DestinationConfig[];
  /** The queue that the batches come from. Without it, what fails comes back after the queue's own timeout alone. */
  readonly queueUrl: string | undefined;
  /** Databases of networks, each `s3://bucket/key` or the path of a file. @default none: networks are as Auth0 tells them */
  readonly networkDatabases: readonly string[];
  /** A stand-in for S3, by the variables that AWS's own tools read. @default AWS */
  readonly s3Endpoint: string | undefined;
  /** The table that remembers delivered events, and for how long. @default repeats are dropped inside a batch alone */
  readonly deduplication: { readonly tableName: string; readonly hours: number } | undefined;
}

const host = text(
  (value) => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(value),
  'expected a bare host such as acme.eu.auth0.com',
);
const secretId = text(
  (value) => /^[\w/+=.@:-]+$/.test(value) && !value.startsWith('eyJ'),
  'expected the name or ARN of the secret, not its value',
);

/** A key whose value is JSON text; what is inside is named by its path. */
function jsonOf<T>(check: Check<T>): Check<T> {
  return (value, path, problems) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value as string);
    } catch {
      problems.wrong(path, 'expected JSON');
      return undefined as T;
    }
    return check(parsed, path, problems);
  };
}

function wholeNumber(least: number, most: number): Check<number> {
  const check = text(
    (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
    `expected a whole number from ${least} to ${most}`,
  );
  return (...given) => Number(check(...given));
}

function flag(...given: Parameters<Check<string>>): boolean {
  return oneOf(['true', 'false'], 'expected true or false')(...given) === 'true';
}

const budget = object<EnrichConfig['budget']>({
  ratePerSecond: number((value) => value > 0, '>0'),
  burst: number((value) => value >= 1, '>=1'),
  reserve: number((value) => value >= 0, '>=0'),
});
const networkDatabase = text(
  // A bucket with a dot in its name has no certificate under it.
  (value) => /^(?:s3:\/\/[a-z0-9][a-z0-9-]+\/.+|\/.+)$/.test(value),
  'expected s3://bucket/key or the path of a file',
);
const tableName = text((value) => /^[\w.-]{3,255}$/.test(value), 'expected the name of a DynamoDB table');

/**
 * Reads the environment once, at cold start.
 *
 * @throws {ConfigError} when a key is missing or wrong.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): EnrichConfig {
  const wrong: string[] = [];
  const problems: Problems = {
    expected: (path, type) =>
      wrong.push(
        path.includes('.')
          ? `${path}: expected ${type}`
          : `${path}: missing, expected ${required[path] ?? type}`,
      ),
    wrong: (path, message) => wrong.push(`${path}: ${message}`),
  };
  const read = <T>(key: string, check: Check<T>): T => {
    const value = env[key];
    if (value !== undefined) return check(value, key, problems);
    problems.expected(key, 'string');
    return undefined as T;
  };
  function readOptional<T>(key: string, check: Check<T>): T | undefined;
  function readOptional<T>(key: string, check: Check<T>, fallback: T): T;
  function readOptional<T>(key: string, check: Check<T>, fallback?: T): T | undefined {
    return env[key] === undefined ? fallback : check(env[key], key, problems);
  }

  const tenant = read('TENANT', filled);
  const domain = read('AUTH0_DOMAIN', host);
  const baseUrl = readOptional('AUTH0_BASE_URL', wholeUrl('a URL without a path')) ?? `https://${domain}`;
  const queueUrl = readOptional('QUEUE_URL', wholeQueueUrl('the URL of the queue'));
  const table = readOptional('DEDUPLICATION_TABLE', tableName);
  const hours = readOptional('DEDUPLICATION_HOURS', wholeNumber(1, 168), 24);
  const ledgerTable = readOptional('LEDGER_TABLE', tableName);
  const keySecretId = ledgerTable === undefined ? '' : read('LEDGER_KEY_SECRET_ID', secretId);
  const ledgerDays = readOptional('LEDGER_DAYS', wholeNumber(1, 365), 30);
  const config: EnrichConfig = {
    tenant,
    metrics: readOptional('METRICS', oneOf(['all', 'few'], expectedOneOf(['all', 'few'])), 'all'),
    auth0BaseUrl: baseUrl.replace(/\/$/, ''),
    tokenSecretId: read('TOKEN_SECRET_ID', secretId),
    budget: read('BUDGET', jsonOf(budget)),
    cacheTtlMs: 1_000 * readOptional('CACHE_TTL_SECONDS', wholeNumber(0, 86_400), defaultCacheTtlMs / 1_000),
    mostWorkers: readOptional('MOST_WORKERS', wholeNumber(1, 10_000), 1),
    lookUpWaitMs: 1_000 * readOptional('LOOK_UP_WAIT_SECONDS', wholeNumber(1, 600), 60),
    lookUpsQueueUrl: readOptional('LOOK_UPS_QUEUE_URL', wholeQueueUrl('the URL of the queue')),
    ledger: ledgerTable === undefined ? undefined : { tableName: ledgerTable, keySecretId, days: ledgerDays },
    lookUps: readOptional('LOOK_UPS', jsonOf(record(oneOf(lookUpModes))), {}),
    format: readOptional('RECORD_FORMAT', oneOf(recordFormats, expectedOneOf(recordFormats)), 'ocsf'),
    ocsfVersion: readOptional(
      'OCSF_VERSION',
      oneOf(ocsfVersions, expectedOneOf(ocsfVersions)),
      latestOcsfVersion,
    ),
    rawData: readOptional('RAW_DATA', flag, false),
    textData: readOptional('TEXT_DATA', flag, false),
    findingFrom: readOptional('FINDING_FROM', oneOf(findingLevels, expectedOneOf(findingLevels))),
    signals: readOptional('SIGNALS', jsonOf(checkSignals), {}),
    privacy: readOptional('PRIVACY', jsonOf(checkPrivacy), {}),
    privacyKeySecretId: readOptional('PRIVACY_KEY_SECRET_ID', filled),
    destinations: besideQueue(read('DESTINATIONS', jsonOf(checkDestinations)) ?? [], queueUrl, problems),
    queueUrl,
    s3Endpoint: env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'],
    networkDatabases: readOptional('NETWORK_DATABASES', jsonOf(list(networkDatabase)), []),
    deduplication: table === undefined ? undefined : { tableName: table, hours },
  };
  const needsKey = Object.values(config.privacy?.fields ?? {}).includes('hash');
  if (needsKey && config.privacyKeySecretId === undefined) {
    problems.wrong('PRIVACY_KEY_SECRET_ID', 'expected the secret with the key, as PRIVACY hashes a field');
  }
  if (wrong.length > 0) throw new ConfigError(`wrong environment: ${wrong.join('; ')}`);
  return config;
}

/** Retry queues that are named alone stand beside the queue of log events: Lambda's 4 KB are short. */
function besideQueue(
  destinations: readonly DestinationConfig[],
  queueUrl: string | undefined,
  problems: Problems,
): readonly DestinationConfig[] {
  return destinations.map((one, index) => {
    const { retryQueueUrl } = one ?? {};
    if (!isQueueName(retryQueueUrl)) return one;
    if (queueUrl !== undefined && URL.canParse(queueUrl)) {
      return { ...one, retryQueueUrl: new URL(retryQueueUrl, queueUrl).href };
    }
    problems.wrong(`DESTINATIONS.${index}.retryQueueUrl`, 'expected a URL, as QUEUE_URL is missing');
    return one;
  });
}

function expectedOneOf(values: readonly string[]): string {
  return `expected one of ${values.join(', ')}`;
}

/** What a key without a default has to hold. */
const required: { readonly [key: string]: string } = {
  TENANT: 'the name of the tenant',
  AUTH0_DOMAIN: 'a bare host such as acme.eu.auth0.com',
  TOKEN_SECRET_ID: 'the name or ARN of the secret, not its value',
  LEDGER_KEY_SECRET_ID: 'the name or ARN of the secret, as LEDGER_TABLE is there',
  BUDGET: 'JSON such as {"ratePerSecond":4,"burst":12,"reserve":2}',
  DESTINATIONS: 'a JSON array such as [{"type":"stdout"}]',
};
