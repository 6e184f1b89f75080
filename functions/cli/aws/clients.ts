import {
  createEventBridgeClient,
  type EventBridgeClient,
} from '../../destination/eventbridge-destination.ts';
import { createFirehoseClient, type FirehoseClient } from '../../destination/firehose-destination.ts';
import { createLedgerClient, type LedgerClient } from '../../ledger/dynamodb-table.ts';
import { createQueueClient } from '../../queue/queue-client.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { createSecretsClient, type SecretsClient } from '../../secret/secrets-client.ts';
import { accessFromProfile } from './aws-access.ts';

// The clients of the functions, as whom somebody at a terminal is signed in.

/** A person waits for it, and no event. */
const limits = { timeoutMs: 5_000, connectionTimeoutMs: 3_000, maxSockets: 10 };

export function openSecretsClient(): SecretsClient {
  return createSecretsClient({ access: accessFromProfile() });
}

export function openQueueClient(): SqsClient {
  return createQueueClient({ access: accessFromProfile() });
}

export function openLedgerClient(): LedgerClient {
  return createLedgerClient({ access: accessFromProfile(), limits });
}

export function openFirehoseClient(): FirehoseClient {
  return createFirehoseClient({ access: accessFromProfile(), limits });
}

export function openEventBridgeClient(): EventBridgeClient {
  return createEventBridgeClient({ access: accessFromProfile(), limits });
}
