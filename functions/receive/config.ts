import { parseCidr } from './allow-sources.ts';
import { ConfigError } from '../secret/config-error.ts';
import { isSafeQueueUrl } from '../secret/safe-url.ts';

/** What the receive function is told by its environment. */
export interface ReceiveConfig {
  readonly tenant: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** ARN or name. */
  readonly webhookSecretId: string;
  /** Blocks of addresses that may send; undefined: all. */
  readonly allowedSourceCidrs: readonly string[] | undefined;
  /** Whether only those metrics are written that an alarm looks at. */
  readonly hasFewMetrics: boolean;
}

/**
 * Reads the environment, or throws one ConfigError for all that is wrong with it.
 *
 * By hand, because a schema library would weigh as much as all the rest of this function that is not the SDK.
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): ReceiveConfig {
  const wrong: string[] = [];
  const read = (key: string, isRight: (value: string) => boolean, expected: string): string => {
    const value = environment[key] ?? '';
    if (!isRight(value)) wrong.push(`${key}: expected ${expected}`);
    return value;
  };

  const cidrs = environment['ALLOWED_SOURCE_CIDRS'] ?? '';
  const allowedSourceCidrs = cidrs === '' ? undefined : parseCidrs(cidrs);
  if (cidrs !== '' && allowedSourceCidrs === undefined) {
    wrong.push('ALLOWED_SOURCE_CIDRS: expected a JSON array of blocks of addresses such as ["192.0.2.0/24"]');
  }
  const config: ReceiveConfig = {
    tenant: read('TENANT', (value) => /^[\w.-]{1,64}$/.test(value), 'a name such as acme'),
    queueUrl: read('QUEUE_URL', isQueueUrl, 'the URL of an SQS queue'),
    deadLetterQueueUrl: read('DEAD_LETTER_QUEUE_URL', isQueueUrl, 'the URL of an SQS queue'),
    webhookSecretId: read('WEBHOOK_SECRET_ID', isSecretId, 'the ARN or name of the secret, not its value'),
    allowedSourceCidrs,
    hasFewMetrics: environment['METRICS'] === 'few',
  };
  if (wrong.length > 0) throw new ConfigError(`wrong environment: ${wrong.join('; ')}`);
  return config;
}

function isQueueUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return isSafeQueueUrl(url) && url.pathname.length > 1;
}

/** Names have these characters: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
function isSecretId(value: string): boolean {
  return /^[\w/+=.@:-]{1,600}$/.test(value);
}

function parseCidrs(text: string): readonly string[] | undefined {
  try {
    const cidrs: unknown = JSON.parse(text);
    if (!Array.isArray(cidrs) || cidrs.length === 0) return undefined;
    for (const cidr of cidrs as readonly unknown[]) parseCidr(String(cidr));
    return cidrs.map(String);
  } catch {
    return undefined;
  }
}
