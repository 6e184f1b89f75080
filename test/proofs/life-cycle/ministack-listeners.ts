import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { account, region } from '../../support/aws/wire.ts';
import type { createAwsCalls } from '../ministack/aws-calls.ts';

const streamBucket = 'siem-records';
const queueName = 'events-of-security';

/** A bus and a delivery stream of the customer's own, as destinations, and what has arrived at them. */
export async function createListeners(endpoint: string, aws: ReturnType<typeof createAwsCalls>) {
  const client = { endpoint, region, credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' } };
  const events = new EventBridgeClient(client);
  const firehose = new FirehoseClient(client);
  const queues = new SQSClient(client);

  await aws.createBucket(streamBucket);
  await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'siem',
      ExtendedS3DestinationConfiguration: {
        BucketARN: `arn:aws:s3:::${streamBucket}`,
        RoleARN: `arn:aws:iam::${account}:role/siem`,
      },
    }),
  );
  await events.send(new CreateEventBusCommand({ Name: 'security' }));
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: queueName }));
  const rule = { Name: 'everything', EventBusName: 'security' };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ account: [account] }) }));
  const Arn = `arn:aws:sqs:${region}:${account}:${queueName}`;
  await events.send(
    new PutTargetsCommand({ Rule: rule.Name, EventBusName: 'security', Targets: [{ Id: 'queue', Arn }] }),
  );
  const busRecords: string[] = [];
  const [seen, lines] = [new Set<string>(), [] as string[]];

  return {
    async busEvents(): Promise<readonly string[]> {
      for (;;) {
        const { Messages = [] } = await queues.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return busRecords;
        busRecords.push(...Messages.map(({ Body = '' }) => Body));
        await queues.send(
          new DeleteMessageBatchCommand({
            QueueUrl,
            Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
          }),
        );
      }
    },
    async streamLines(): Promise<readonly string[]> {
      lines.push(...(await aws.readNewLines(streamBucket, seen)));
      return lines;
    },
    /** As a partner does, for which there is no call that we may make in AWS. */
    async sendToBus(EventBusName: string, detail: object): Promise<boolean> {
      const { FailedEntryCount } = await events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName,
              Source: EventBusName,
              DetailType: 'Auth0 log',
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      );
      return FailedEntryCount === 0;
    },
    close() {
      for (const one of [events, firehose, queues]) one.destroy();
    },
  };
}
