import type { AwsAccess } from '../aws/aws-access.ts';
import type { LookUpNetwork } from '../record/reading/address-network.ts';
import type { SecretReader } from '../secret/secret-reader.ts';
import { createSecretsClient } from '../secret/secrets-client.ts';
import { createSecretsManagerReader } from '../secret/secrets-manager-reader.ts';
import { createLookUpMeter, type LookUpMeter } from '../session/look-up-meter.ts';
import type { EnrichConfig } from './config.ts';
import { createDestinations, type OpenSecret } from './create-destinations.ts';
import { createEnricher, type Enricher } from './create-enricher.ts';
import type { Deduplication } from './deduplication.ts';
import type { LedgerMeter } from './ledger-meter.ts';
import { type LookUpsFor, openLookUps } from './open-look-ups.ts';
import { openRetryQueues, type RetryLane, toRetryLanes } from './retry-lanes.ts';

/** Where a function tells what goes wrong; a message is constant, and no field quotes an event. */
export interface Log {
  warn(message: string, fields: { readonly [name: string]: unknown }): void;
  error(message: string, fields: { readonly [name: string]: unknown }): void;
}

export interface OpenEnricherParts {
  readonly log: Log;
  readonly now: () => number;
  readonly lookUpsFor: LookUpsFor;
  readonly deduplication?: Deduplication | undefined;
}

export interface OpenedEnricher extends Enricher {
  readonly token: SecretReader;
  readonly meter: LookUpMeter;
  readonly ledgerMeter: LedgerMeter;
  readonly lanes: readonly RetryLane[];
  /** Tells the log of a defect of ours, by its name alone: messages of others quote what they got. */
  readonly reportFault: (error: unknown) => void;
}

/**
 * An enricher over AWS, as its functions have it: secrets, destinations and their retry queues.
 *
 * Rejects where the key of hashed fields is out of reach, since no field could be hidden as promised: what waits has to
 * wait. A token that is not there yet is no reason to fail: look-ups then say so.
 */
export async function openEnricher(
  config: EnrichConfig,
  { log, now, deduplication, lookUpsFor }: OpenEnricherParts,
): Promise<OpenedEnricher> {
  const secrets = createSecretsClient();
  // The reader's errors name the secret and never quote it.
  const reportSecret = (error: unknown) =>
    log.error('secret not usable', { reason: error instanceof Error ? error.message : '' });
  const openSecret: OpenSecret = (secretId, parse) =>
    createSecretsManagerReader({
      client: secrets,
      secretId,
      ...(parse && { parse }),
      // What waits for it waits seconds.
      retryIntervalMs: 500,
      onFailure: reportSecret,
    });
  const token = openSecret(config.tokenSecretId);
  // Read while Lambda still initialises.
  void token.read().catch(() => {});
  const hashKey = config.privacyKeySecretId && (await openSecret(config.privacyKeySecretId).read());

  const meter = createLookUpMeter({ ratePerSecond: config.budget.ratePerSecond, now });
  const reportFault = (error: unknown) =>
    log.error('fault', { error: error instanceof Error ? error.name : typeof error, stack: toFrames(error) });
  const { stage, ledgerMeter } = await openLookUps({
    config,
    privacy: hashKey === undefined ? config.privacy : { ...config.privacy, hashKey },
    secrets,
    token,
    isFor: lookUpsFor,
    reportFault,
    onKeyFailure: reportSecret,
    onEvent(event) {
      meter.onEvent(event);
      if (event.type === 'refused') log.error('auth0 refuses look-ups', { ...event });
      if (event.type === 'breaker') log.warn('look-up circuit breaker', { ...event });
    },
  });
  const destinations = await createDestinations(config.destinations, openSecret);
  const lanes = toRetryLanes(config.destinations, destinations);
  const lookUpNetwork = await openNetworks(config, secrets.config, { log, now });
  const enricher = createEnricher(config, {
    lookUps: stage,
    destinations,
    retryQueues: openRetryQueues(lanes, openRetryQueue),
    reportFault,
    ...(hashKey && { hashKey }),
    ...(deduplication && { deduplication }),
    lookUpNetwork,
  });
  return { ...enricher, token, meter, ledgerMeter, lanes, reportFault };
}

/** Imported where a tenant has databases of networks. */
async function openNetworks(
  { networkDatabases: databases, s3Endpoint: endpoint }: EnrichConfig,
  access: AwsAccess,
  { log, now }: Pick<OpenEnricherParts, 'log' | 'now'>,
): Promise<LookUpNetwork | undefined> {
  if (databases.length === 0) return undefined;
  const { openNetworkDatabases } = await import('./network-databases.ts');
  return openNetworkDatabases({
    databases,
    access,
    endpoint,
    now,
    onFailure: (failure) => log.error('network database not usable', { ...failure }),
  });
}

/** Imported when a destination first fails. */
async function openRetryQueue(queueUrl: string) {
  const { createRetryQueueClient, createSqsRetryQueue } = await import('./retry-queue.ts');
  return createSqsRetryQueue({ client: createRetryQueueClient(), queueUrl });
}

/** Where it happened, without the message, which may quote an event, in lines that look like these as well. */
function toFrames(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { message, stack = '' } = error;
  const messageAt = stack.indexOf(message);
  // The stack keeps the first message: when another has taken its place, no line is known to be a frame.
  if (messageAt < 0) return [];
  const frames = stack.slice(messageAt + message.length).split('\n');
  return frames.filter((line) => line.trimStart().startsWith('at '));
}
