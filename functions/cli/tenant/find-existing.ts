import { readEventBusStatus } from '../../destination/event-bus-status.ts';
import { readLedgerTableStatus } from '../../ledger/ledger-table-status.ts';
import { QueueUnavailableError } from '../../queue/event-queue.ts';
import { findQueueUrl } from '../../queue/queue-client.ts';
import { findSecretArn } from '../../secret/find-secret-arn.ts';
import {
  openEventBridgeClient,
  openLedgerClient,
  openQueueClient,
  openSecretsClient,
} from '../aws/clients.ts';
import type { StackChange } from '../../../infra/change/find-changes.ts';
import { heldTypes } from '../../../infra/change/held-types.ts';

/** For `cdk import --resource-mapping`: logical ID → identifying property → its value. */
export type ResourceMapping = Record<string, Record<string, string>>;

/** Those of the resources that are there already. Rejects where AWS cannot be asked. */
export async function findExisting(changes: readonly StackChange[]): Promise<ResourceMapping> {
  const mapping: ResourceMapping = {};
  for (const { type, logicalId, name } of changes) {
    if (name === undefined) continue;
    const value = await findIdentifier(type, name);
    if (value !== undefined) mapping[logicalId] = { [heldTypes[type].identifier]: value };
  }
  return mapping;
}

async function findIdentifier(type: StackChange['type'], name: string): Promise<string | undefined> {
  switch (type) {
    case 'AWS::SQS::Queue':
      return findQueueUrl(openQueueClient(), name).catch((error: unknown) => {
        if (error instanceof QueueUnavailableError && error.code === 'QueueDoesNotExist') return undefined;
        throw error;
      });
    case 'AWS::SecretsManager::Secret':
      return findSecretArn(openSecretsClient(), name);
    case 'AWS::DynamoDB::Table':
      return isThere((await readLedgerTableStatus(name, openLedgerClient())).status) ? name : undefined;
    // An import brings in what refers to nothing else; a stream refers to its role, and is deleted once it is empty.
    case 'AWS::KinesisFirehose::DeliveryStream':
      return undefined;
    case 'AWS::Events::EventBus':
      return isThere(await readEventBusStatus(name, openEventBridgeClient())) ? name : undefined;
    case 'AWS::S3::Bucket':
      return undefined;
  }
}

/** States are in capitals, codes are not. */
const isThere = (status: string) => /^[A-Z_]+$/.test(status);
