import type { StackChange } from './find-changes.ts';
import { heldTypes } from './held-types.ts';

export interface ChangeAdvice {
  /** `stop`: something would be lost; `look`: somebody has to do something, now or later. */
  readonly urgency: 'stop' | 'look';
  /** What happens. */
  readonly what: string;
  /** What to do. */
  readonly step: string;
}

/** What whoever deploys has to know and do about a change. `stack` is the name of the stack. */
export function toAdvice(change: StackChange, stack: string): ChangeAdvice {
  const { kind, type, logicalId, name = logicalId } = change;
  const thing = `the ${heldTypes[type].word} ${name}`;
  switch (kind) {
    case 'isNew':
      return {
        urgency: 'look',
        what: `${thing} is new to the stack`,
        step:
          type === 'AWS::KinesisFirehose::DeliveryStream'
            ? `if an earlier deployment left it, delete it before you deploy, ${toRemoval(change)}`
            : `if an earlier deployment left it, take it back before you deploy: npx cdk import ${stack} --resource-mapping kept.json --force`,
      };
    case 'stays':
      return {
        urgency: 'look',
        what: `${thing} leaves the stack and stays, with what is in it`,
        step: toRemoval(change),
      };
    case 'isReplaced':
      return {
        urgency: 'stop',
        what: `${thing} would be made anew, empty, and the one that is there would leave the stack`,
        step: 'do not deploy this: take back the change of the tenant file that names it otherwise',
      };
    case 'isStranded':
      return {
        urgency: 'stop',
        what: `what waits in ${thing} is encrypted with a key that the new stack may not use`,
        step: 'add the key to previousKmsKeyArns, or wait until the queue is empty',
      };
    case 'isDeleted':
      return { urgency: 'stop', what: `${thing} is deleted, with what is in it`, step: toRescue(change) };
  }
}

/** How something that stays is deleted, once nobody wants what is in it. */
function toRemoval({ type, logicalId, name = logicalId }: StackChange): string {
  switch (type) {
    case 'AWS::SQS::Queue':
      return `when it is empty: aws sqs delete-queue --queue-url "$(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text)"; its name is free 60 seconds later`;
    case 'AWS::SecretsManager::Secret':
      return name.endsWith('/privacy-key') || name.endsWith('/ledger-key')
        ? 'keep it: with another key every hash would be another one'
        : `when nobody needs its value: aws secretsmanager delete-secret --secret-id ${name} --force-delete-without-recovery`;
    case 'AWS::DynamoDB::Table':
      return `when nobody needs it: aws dynamodb delete-table --table-name ${name}`;
    case 'AWS::KinesisFirehose::DeliveryStream':
      return `when its DeliveryToS3.DataFreshness has ended: aws firehose delete-delivery-stream --delivery-stream-name ${name}`;
    case 'AWS::Events::EventBus':
      return `when its source is gone: aws events delete-event-bus --name ${name}`;
    case 'AWS::S3::Bucket':
      return 'it keeps the records; empty and delete it when nobody needs them';
  }
}

/** What keeps something from being deleted with the next deployment. */
function toRescue({ type }: StackChange): string {
  switch (type) {
    case 'AWS::KinesisFirehose::DeliveryStream':
      return 'deploy this version with the destination still in the file, which lets the stream stay; then take the destination out';
    case 'AWS::Events::EventBus':
      return 'deploy this version with "bus": "create", which lets the bus stay; then change to "existing"';
    case 'AWS::SQS::Queue':
    case 'AWS::SecretsManager::Secret':
    case 'AWS::DynamoDB::Table':
    case 'AWS::S3::Bucket':
      return 'if you need it, deploy once with "removalPolicy": "retain" before you take it out';
  }
}
