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
  wholeUrl,
} from './check.ts';

/** One entry of the environment variable DESTINATIONS. */
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
      readonly timeoutSeconds?: number | undefined;
      readonly acknowledgementSeconds?: number | undefined;
    };

type Of<Type extends DestinationConfig['type']> = Extract<DestinationConfig, { readonly type: Type }>;

const classNumber = text((key) => /^\d+$/.test(key), 'expected the number of a class');

const destinations: { readonly [type in DestinationConfig['type']]: Check<Of<type>> } = {
  stdout: object<Of<'stdout'>>({ type: oneOf(['stdout']) }),
  firehose: object<Of<'firehose'>>({
    type: oneOf(['firehose']),
    streamName: filled,
    joinLines: optional(boolean, false),
  }),
  securityLake: object<Of<'securityLake'>>({
    type: oneOf(['securityLake']),
    streams: record(nullable(filled), classNumber),
  }),
  eventbridge: object<Of<'eventbridge'>>({ type: oneOf(['eventbridge']), busName: filled }),
  https: object<Of<'https'>>({
    type: oneOf(['https']),
    url: wholeUrl('a URL'),
    kind: oneOf(['hec', 'ndjson']),
    secretId: filled,
    header: optional(anyText),
    timeoutSeconds: optional(number((seconds) => seconds > 0, '>0')),
    acknowledgementSeconds: optional(number((seconds) => seconds >= 0, '>=0')),
  }),
};

const destination: Check<DestinationConfig> = (value, path, problems) => {
  if (!isObject(value)) problems.expected(path, 'object');
  else if (typeof value['type'] === 'string' && Object.hasOwn(destinations, value['type'])) {
    return destinations[value['type'] as DestinationConfig['type']](value, path, problems);
  } else {
    const types = Object.keys(destinations).map((type) => `'${type}'`);
    problems.wrong(`${path}.type`, `Invalid discriminator value. Expected ${types.join(' | ')}`);
  }
  return value as DestinationConfig;
};

/** `DESTINATIONS`: at least one. */
export const checkDestinations: Check<readonly DestinationConfig[]> = (value, path, problems) => {
  if (Array.isArray(value) && value.length === 0) problems.wrong(path, 'expected at least one destination');
  return list(destination)(value, path, problems);
};
