import type { DestinationConfig, DestinationTarget } from '../destination/destination-config.ts';
import { httpsKinds } from '../destination/destination-config.ts';
import type { Destination } from '../destination/destination.ts';
import { createFirehoseDestination } from '../destination/firehose-destination.ts';
import { createLineDestination } from '../destination/line-destination.ts';
import { parseHeaderValue } from '../secret/header-value.ts';
import type { SecretReader } from '../secret/secret-reader.ts';
import {
  anyText,
  boolean,
  type Check,
  filled,
  isObject,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
  wholeQueueUrl,
  wholeUrl,
} from './check.ts';

/** Opens a secret; `parse` says what its text has to be, a token unless it is given. */
export type OpenSecret = (
  secretId: string,
  parse?: (text: string, secretId: string) => string,
) => SecretReader;

type Type = DestinationTarget['type'];
type Of<Name extends Type> = Extract<DestinationTarget, { readonly type: Name }>;

interface Kind<Config> {
  readonly check: Check<Config>;
  readonly create: (config: Config, name: string, openSecret: OpenSecret) => Promise<Destination>;
}

const classNumber = text((key) => /^\d+$/.test(key), 'expected the number of a class');

/**
 * Of each type, what its entry in DESTINATIONS has to be, and what is made of it. A destination that not every tenant
 * has is imported when one names it, so that the others' cold starts do not pay.
 */
const kinds: { readonly [Name in Type]: Kind<Of<Name>> } = {
  stdout: {
    check: object<Of<'stdout'>>({ type: oneOf(['stdout']) }),
    create: async (_config, name) => createLineDestination({ stream: process.stdout, name }),
  },
  firehose: {
    check: object<Of<'firehose'>>({
      type: oneOf(['firehose']),
      streamName: filled,
      joinLines: optional(boolean, false),
    }),
    create: async ({ streamName, joinLines }, name) =>
      createFirehoseDestination({ streamName, joinLines, name }),
  },
  securityLake: {
    check: object<Of<'securityLake'>>({
      type: oneOf(['securityLake']),
      streams: record(nullable(filled), classNumber),
    }),
    create: async ({ streams }, name) => {
      const { createSecurityLakeDestination } = await import('../destination/security-lake-destination.ts');
      return createSecurityLakeDestination({ streams, name });
    },
  },
  eventbridge: {
    check: object<Of<'eventbridge'>>({ type: oneOf(['eventbridge']), busName: filled }),
    create: async ({ busName }, name) => {
      const { createEventBridgeDestination } = await import('../destination/eventbridge-destination.ts');
      return createEventBridgeDestination({ busName, name });
    },
  },
  https: {
    check: object<Of<'https'>>({
      type: oneOf(['https']),
      url: wholeUrl('a URL'),
      kind: oneOf(httpsKinds),
      secretId: filled,
      header: optional(anyText),
      timeoutSeconds: optional(number((seconds) => seconds > 0, '>0')),
      acknowledgementSeconds: optional(number((seconds) => seconds >= 0, '>=0')),
    }),
    create: async (config, name, openSecret) => {
      const { url, kind, secretId, header, timeoutSeconds, acknowledgementSeconds } = config;
      const { createHttpsDestination } = await import('../destination/https-destination.ts');
      // A header of one's own takes any value, `ApiKey …` for one; behind `Bearer` stands a token.
      const secret = openSecret(secretId, header === undefined ? undefined : parseHeaderValue);
      return createHttpsDestination({
        url,
        kind,
        name,
        secret,
        ...(header && { header }),
        ...(timeoutSeconds !== undefined && { timeoutMs: 1_000 * timeoutSeconds }),
        ...(acknowledgementSeconds !== undefined && { acknowledgementMs: 1_000 * acknowledgementSeconds }),
      });
    },
  },
};

const toKind = (type: Type) => kinds[type] as Kind<DestinationTarget>;

/** Whether a queue is named alone, and not by its URL. */
export const isQueueName = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w-]{1,80}$/.test(value);

const retryQueueUrl = optional<string>((value, path, problems) => {
  return isQueueName(value)
    ? value
    : wholeQueueUrl('the name or URL of the retry queue')(value, path, problems);
});

const checkDestination: Check<DestinationConfig> = (value, path, problems) => {
  if (!isObject(value)) problems.expected(path, 'object');
  else if (typeof value['type'] === 'string' && Object.hasOwn(kinds, value['type'])) {
    const { retryQueueUrl: url, ...target } = value;
    const waitsAt = retryQueueUrl(url, `${path}.retryQueueUrl`, problems);
    const checked = toKind(value['type'] as Type).check(target, path, problems);
    return { ...checked, ...(waitsAt !== undefined && { retryQueueUrl: waitsAt }) };
  } else {
    const types = Object.keys(kinds).map((type) => `'${type}'`);
    problems.wrong(`${path}.type`, `Invalid discriminator value. Expected ${types.join(' | ')}`);
  }
  return value as DestinationConfig;
};

/** `DESTINATIONS`: at least one. */
export const checkDestinations: Check<readonly DestinationConfig[]> = (value, path, problems) => {
  if (Array.isArray(value) && value.length === 0) problems.wrong(path, 'expected at least one destination');
  return list(checkDestination)(value, path, problems);
};

/** The destinations of the tenant file, in its order; each is named after its type and place there. */
export async function createDestinations(
  configs: readonly DestinationConfig[],
  openSecret: OpenSecret,
): Promise<readonly Destination[]> {
  return Promise.all(
    configs.map((config, index) => {
      const name = configs.length === 1 ? config.type : `${config.type}-${index + 1}`;
      return toKind(config.type).create(config, name, openSecret);
    }),
  );
}
